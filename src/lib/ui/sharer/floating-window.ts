/**
 * A window that stays on top of all others, where the browser has one (WICG Document
 * Picture-in-Picture): the sharer sees what the helper points at while working in another program.
 */

interface PictureInPicture {
  requestWindow(options: { width: number; height: number }): Promise<Window>;
}

const picker = (): PictureInPicture | undefined =>
  (globalThis as { documentPictureInPicture?: PictureInPicture }).documentPictureInPicture;

export const canFloat = (): boolean => picker() !== undefined;

/**
 * Must run inside a press of the person. The window has this page's styles and nothing else in it.
 * @param onclosed the person, the browser or we closed it
 * @returns null where the browser refuses
 */
export async function openFloatingWindow(onclosed: () => void): Promise<Window | null> {
  const opened = await picker()
    ?.requestWindow({ width: 360, height: 380 })
    .catch(() => null);
  if (!opened) return null;
  const { document: inside } = opened;
  inside.title = 'Beside';
  Object.assign(inside.body.style, { margin: '0', blockSize: '100dvh' }); // the panel fills whatever size it is given
  inside.documentElement.lang = document.documentElement.lang;
  const theme = document.documentElement.dataset['theme'];
  if (theme) inside.documentElement.dataset['theme'] = theme;
  for (const style of document.querySelectorAll('link[rel="stylesheet"], style')) {
    inside.head.append(inside.importNode(style, true));
  }
  opened.addEventListener('pagehide', onclosed, { once: true });
  return opened;
}
