using Microsoft.Playwright;

namespace PseIdentity.Browser.Tests.Looks;

/// <summary>Every word of a page made longer by two fifths, as other languages are: what does not fit then would be cut off or stick out.</summary>
internal static class Lengthened
{
    private const string Run = """
        () => {
          const changed = [];
          const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
          for (let node = walker.nextNode(); node; node = walker.nextNode()) {
            if (!node.data.trim() || node.parentElement.closest('script, style, svg, code, kbd, bdi, option, datalist')) continue;
            changed.push([node, node.data]);
            node.data = node.data.replace(/[^\s]+/g, word => word + 'ëńłö'.repeat(3).slice(0, Math.ceil(word.length * 0.4)));
          }
          const seen = element => element.getClientRects().length > 0 && getComputedStyle(element).visibility !== 'hidden' && !element.closest('.skip, [aria-hidden=true]');
          const name = element => element.id ? '#' + element.id : element.tagName.toLowerCase() + (element.className && typeof element.className === 'string' ? '.' + element.className : '') + ' "' + element.textContent.trim().slice(0, 40) + '"';
          const faults = [];
          if (document.documentElement.scrollWidth > window.innerWidth) faults.push('the page is ' + document.documentElement.scrollWidth + ' wide');
          for (const element of document.body.querySelectorAll('*')) {
            if (!seen(element) || element.closest('svg, .brand-picture')) continue;
            const style = getComputedStyle(element), box = element.getBoundingClientRect();
            const scrolls = style.overflowX === 'auto' || style.overflowX === 'scroll';
            if (box.right > window.innerWidth + 1 || box.left < -1) { if (!inScroller(element)) faults.push(name(element) + ' sticks out'); }
            if (element.matches('input, select, textarea') || scrolls) continue;
            if (style.overflowX !== 'visible' && element.scrollWidth > element.clientWidth + 1) faults.push(name(element) + ' is cut off');
            if (element.matches('button, .button, .tag, h1, h2') && (element.scrollWidth > element.clientWidth + 1 || element.scrollHeight > element.clientHeight + 3) && style.display !== 'inline') faults.push(name(element) + ' is too small for its words');
          }
          for (const [node, data] of changed) node.data = data;
          return [...new Set(faults)];
          function inScroller(element) {
            for (let parent = element.parentElement; parent; parent = parent.parentElement) {
              const overflow = getComputedStyle(parent).overflowX;
              if (overflow === 'auto' || overflow === 'scroll') return true;
            }
            return false;
          }
        }
        """;

    /// <summary>What sticks out or is cut off at the width that the page has now; the page is as before afterwards.</summary>
    public static async Task<IReadOnlyList<string>> ComplaintsAsync(IPage page) => await page.EvaluateAsync<string[]>(Run);
}
