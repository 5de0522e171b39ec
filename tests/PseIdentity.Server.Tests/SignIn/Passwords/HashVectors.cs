namespace PseIdentity.Server.Tests.SignIn.Passwords;

/// <summary>Hashes of one password as other programs made them: argon2(1), htpasswd, mkpasswd, Python's hashlib in the forms of ASP.NET Core Identity and Keycloak.</summary>
internal static class HashVectors
{
    public const string Password = "Correct-Horse-7-Battery";

    public const string Pbkdf2 = "{PBKDF2-SHA512}1000$AAECAwQFBgcICQoLDA0ODw==$Q/DD3ZxfHUQwSJmgjJzzhECONwCuHyoaK80vF9DqA8nVndbdttY4egolFLfE31vUuBIuCbgpX4F7WlAssEe/uQ==";

    public const string Argon2id = "$argon2id$v=19$m=19456,t=2,p=1$MDEyMzQ1Njc4OWFiY2RlZg$TDeI6VuvZqdOw70EiQLVWSelJHU2P+KJBdJPQfOdWx8";

    public const string Bcrypt = "$2b$05$PeJTsG.0eCd19AM5ax6fs.XkXFwBRwpJpcFImVhtGdnBsBUuoNkUG";

    public static IReadOnlyDictionary<string, string> All { get; } = new Dictionary<string, string>
    {
        ["Identity 2"] = "AAABAgMEBQYHCAkKCwwNDg9LJsBLg2LpLz/m4A47P80mpF3hwgaeRh6NHzBlhIs+tw==",
        ["Identity 3, SHA-256"] = "AQAAAAEAACcQAAAAEAABAgMEBQYHCAkKCwwNDg9JavzQG1lthuAL7kZ101W6FoH24fh0zaMpFiLyJjHlFA==",
        ["Identity 3, SHA-512"] = "AQAAAAIAAAPoAAAAEAABAgMEBQYHCAkKCwwNDg9D8MPdnF8dRDBImaCMnPOEQI43AK4fKhorzS8X0OoDyQ==",
        ["PBKDF2-SHA512"] = Pbkdf2,
        ["bcrypt 2b"] = Bcrypt,
        ["bcrypt 2a"] = "$2a$05$4F1U49G4VZJN4Wn3jM4AJ.26xXCJ6A.NGVkhiuGPI2SiA7lL/P8oW",
        ["bcrypt 2y"] = "$2y$05$X.qN/iswclGIIc9kA.YuaO8z3YECTT9Pw7kZ5TVMnSze2l//z0z4u",
        ["Argon2id"] = Argon2id,
        ["Argon2id, two lanes"] = "$argon2id$v=19$m=1024,t=3,p=2$c29tZXNhbHQ4$7vpu1uKexT5aKoEoMMShNnMZAQMelSIT2YfWLKadwwg",
        ["Argon2i"] = "$argon2i$v=19$m=1024,t=3,p=1$c29tZXNhbHQ4$nJzXQRlxXCJIUSel4iPK4CScP+1IHlx027W0ocOKy2Q",
        ["Keycloak, SHA-1"] = Keycloak("pbkdf2", 20_000, "GaCjqpGRz8HONIZctVDXjCe7hWWgrfMxd9FoMxC0ve0fnfYAwSjVcMqutOAspvEd7v6BXMg4oPBvmpYp9H9cqw=="),
        ["Keycloak, SHA-256"] = Keycloak("pbkdf2-sha256", 27_500, "KqvsJvdquNTKeF+hlsCGswWIY36sxXfZQ8jG3qpa92vUDcvxk3YFPE8HN73898hf5MyppPbrc91x58kCdSfgBQ=="),
        ["Keycloak, SHA-512"] = Keycloak("pbkdf2-sha512", 2_100, "37hpJQLwLygWYxT4PBHo/2yHLgvgUa5T26uuG5TWnDhKCbe1PbTa+esXL8rxnZ4lf2lkvFdoLvxeHPxmJ66UvQ=="),
        ["Keycloak, Argon2"] = """
            {"type":"password","credentialData":"{\"hashIterations\":5,\"algorithm\":\"argon2\",\"additionalParameters\":{\"hashLength\":[\"32\"],\"memory\":[\"7168\"],\"type\":[\"id\"],\"version\":[\"1.3\"],\"parallelism\":[\"1\"]}}",
             "secretData":"{\"value\":\"GLvDQCBEZ6YPv47AsjAMNnye9s61wjc/vp2t8iw7YOg=\",\"salt\":\"c2FsdHNhbHRzYWx0c2FsdA==\",\"additionalParameters\":{}}"}
            """,
    };

    private static string Keycloak(string algorithm, int iterations, string value) =>
        $$$"""{"type":"password","credentialData":"{\"hashIterations\":{{{iterations}}},\"algorithm\":\"{{{algorithm}}}\",\"additionalParameters\":{}}","secretData":"{\"value\":\"{{{value}}}\",\"salt\":\"AAECAwQFBgcICQoLDA0ODw==\",\"additionalParameters\":{} }"}""";
}
