/** URIs of files and the absolute paths, with forward slashes, that everything behind the wire uses. */

/**
 * The path of a `file:` URI: `/repo/a b.yaml`, `c:/repo/a.yaml` (the drive in lower case, as VS Code writes it),
 * `//server/share/a.yaml`; never with a slash at the end, except for the root itself.
 * @returns undefined for any other scheme (`untitled:`, `git:`, `vscode-vfs:`) and for what is no URI.
 */
export function pathOf(uri: string, windows = process.platform === 'win32'): string | undefined {
  try {
    const url = new URL(uri);
    if (url.protocol !== 'file:') return undefined;
    const host = url.hostname === '' ? '' : `//${url.hostname}`;
    let path = host + decodeURIComponent(url.pathname);
    if (windows) path = path.replace(/^\/([A-Za-z]):/, (_, drive: string) => `${drive.toLowerCase()}:`);
    return path.length > 1 ? path.replace(/\/+$/, '') : path;
  } catch {
    return undefined;
  }
}

/** The `file:` URI of an absolute path; the inverse of `pathOf`. */
export function uriOf(path: string): string {
  const [, host = '', rest = path] = /^\/\/([^/]+)(\/.*)$/.exec(path) ?? [];
  const url = new URL(`file://${host}/`);
  // What the URL parser would take for a separator, drop, or read as an escape.
  url.pathname = rest.replace(/[%\\\n\r\t[\]]/g, encodeURIComponent);
  return url.href;
}
