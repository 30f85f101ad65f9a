/** The pages of the demo sign-in, as text. They work without script and let no text become markup. */

/** Without `unsafe-inline`. oidc-provider adds the hash of its one script where it needs it. */
export const POLICY = [
  "default-src 'none'",
  "style-src 'self'",
  "img-src 'self'",
  "font-src 'self'",
  "script-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** @param {{ missing?: boolean }} [how] the form came back without a name */
export function nameForm({ missing = false } = {}) {
  return page(
    'Demo sign-in',
    `<h1>Type any name</h1>
    <p>There is no password, and nobody checks the name.</p>
    <form method="post">
      <div class="field">
        <label for="name">Your name</label>
        <input id="name" name="name" type="text" maxlength="80" required autofocus autocomplete="name"
          autocapitalize="words" spellcheck="false" aria-describedby="seen${missing ? ' missing' : ''}"${missing ? ' aria-invalid="true"' : ''}>
        ${missing ? '<p class="missing" id="missing">Type a name first.</p>' : ''}
      </div>
      <p id="seen">The other person sees only the first name and an initial, like “Ada&nbsp;L.”, marked as demo.</p>
      <div class="actions">
        <button class="primary" type="submit">Continue</button>
        <button type="submit" name="cancel" value="1" formnovalidate>Cancel</button>
      </div>
    </form>`,
  );
}

/** @param {string} form of oidc-provider, without a button */
export function leaving(form) {
  return page(
    'Sign out',
    `<h1>Sign out of the demo?</h1>
    ${form}
    <div class="actions"><button class="primary" type="submit" name="logout" value="yes" form="op.logoutForm">Sign out</button></div>
    <script src="/demo-idp/leave.js"></script>`,
  );
}

export function left() {
  return page('Signed out', `<h1>You are signed out</h1>\n    <p>You can close this window.</p>`);
}

/** @param {string} why one sentence of ours, never one that came from outside */
export function failed(why) {
  return page(
    'Demo sign-in',
    `<h1>Sign-in did not work</h1>
    <p>${why}</p>
    <p>Close this window, go back to Beside and try again.</p>`,
  );
}

/**
 * @param {string} title
 * @param {string} main
 */
function page(title, main) {
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width">
    <meta name="color-scheme" content="light dark">
    <title>${title} · Beside</title>
    <link rel="stylesheet" href="/demo-idp/page.css">
    <link rel="icon" href="/favicon.svg">
  </head>
  <body>
    <header>
      <svg viewBox="0 0 32 32" width="32" height="32" aria-hidden="true">
        <rect class="helper" x="3" y="2" width="9.5" height="28" rx="4.75" />
        <circle class="sharer" cx="21.5" cy="22" r="8" />
      </svg>
      <span>Beside</span>
    </header>
    <main>
    <p class="demo"><strong>DEMO SIGN-IN</strong> Not for real use.</p>
    ${main}
    </main>
  </body>
</html>
`;
}
