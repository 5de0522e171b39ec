// Sends the answer to the application at once; without this file a person presses the button.
document.getElementById('form-post').submit();
