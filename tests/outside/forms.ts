/** In which forms a secret could lie on a disk or in a frame without anybody noticing. */

/** Plain, as UTF-16, in hexadecimal, and in base64 at each of its three alignments. */
export function formsOf(secret: string): Buffer[] {
  const plain = Buffer.from(secret);
  const base64 = [0, 1, 2].map((shift) => {
    const text = Buffer.concat([Buffer.alloc(shift), plain])
      .toString('base64')
      .replaceAll('=', '');
    return Buffer.from(text.slice(shift === 0 ? 0 : shift + 1, -1));
  });
  return [plain, Buffer.from(secret, 'utf16le'), Buffer.from(plain.toString('hex')), ...base64];
}
