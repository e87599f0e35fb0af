// Reading mail headers as people: encoded words (RFC 2047, UTF-8) become text.
const bytesOf = (binary: string) => Uint8Array.from(binary, (c) => c.charCodeAt(0));

function quoted(text: string): string {
  return text
    .replace(/_/g, ' ')
    .replace(/=([0-9A-F]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

/** The text of a header; what is not well encoded stays as it is. */
export function mailWords(header: string): string {
  const joined = header.replace(/(\?=)\s+(=\?)/g, '$1$2');
  return joined.replace(/=\?utf-8\?([bq])\?([^?]*)\?=/gi, (whole, how: string, text: string) => {
    try {
      return new TextDecoder('utf-8', { fatal: true }).decode(bytesOf(/b/i.test(how) ? atob(text) : quoted(text)));
    } catch {
      return whole;
    }
  });
}
