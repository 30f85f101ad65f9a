/** What belongs to the app as a whole, whatever screen is shown: theme, network, a waiting update. */

export type Theme = 'system' | 'light' | 'dark';

export class AppShell {
  #theme = $state<Theme>('system');
  offline = $state(!navigator.onLine);
  /** A session is going on: nothing may be offered that would end it. */
  busy = $state(false);
  /** Takes the new version that waits; null while there is none. */
  takeUpdate = $state.raw<(() => void) | null>(null);

  constructor() {
    const look = () => (this.offline = !navigator.onLine);
    addEventListener('online', look);
    addEventListener('offline', look);
  }

  get theme(): Theme {
    return this.#theme;
  }

  /** The style sheet looks at the root: without the attribute the system decides. */
  wear(theme: Theme): void {
    this.#theme = theme;
    if (theme === 'system') delete document.documentElement.dataset['theme'];
    else document.documentElement.dataset['theme'] = theme;
  }
}
