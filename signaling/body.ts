/** Reads what was sent with a request, and stops where no honest page would go on. */

/** @returns at most a little more than `maxChars`, so that `read` sees that it is too long. */
export async function bodyOf(request: Request, maxChars: number): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const part of request.body ?? []) {
    text += decoder.decode(part as Uint8Array, { stream: true });
    if (text.length > maxChars) break;
  }
  return text;
}
