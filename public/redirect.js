/** Hands the provider's answer to the page that waits for it; MSAL then closes this window, or leads back. */
const title = document.title;
msalRedirectBridge.broadcastResponseToMainFrame().catch(() => {
  // Opened by hand, or loaded again: there is no answer here, and nobody waits for one.
  document.querySelector('h1').textContent = 'There is nothing here to sign in with';
});
document.title = title; // the bridge puts another one there
