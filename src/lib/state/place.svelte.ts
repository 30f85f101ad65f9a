/** Where in the app we are: the path of the address, and how to go elsewhere without loading a page. */

export class Place {
  #path = $state(location.pathname);

  constructor() {
    addEventListener('popstate', () => {
      this.#path = location.pathname;
    });
  }

  get path(): string {
    return this.#path;
  }

  go = (path: string): void => {
    if (path === location.pathname) return;
    history.pushState(null, '', path);
    this.#path = path;
    scrollTo(0, 0);
  };

  /** For `<a href>` anywhere in the app: an ordinary press stays in the page, every other one is the browser's. */
  follow = (event: MouseEvent): void => {
    if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey) return;
    const link = (event.target as Element).closest('a');
    if (!link || link.target || link.hasAttribute('download') || link.origin !== location.origin) return;
    event.preventDefault();
    this.go(link.pathname);
  };
}
