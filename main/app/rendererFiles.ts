// Finds the file behind an address under app://freehold, inside build/renderer and nowhere else. In: the address
// as it was asked for. Out: a file and its type, or null. Invariant: only plain names pass, joined by single
// slashes; nothing is decoded, so nothing can hide behind an encoding.
import { realpath, stat } from 'node:fs/promises';
import { extname, join, sep } from 'node:path';

export const APP_SCHEME = 'app';
export const APP_ORIGIN = 'app://freehold';
export const START_PAGE = `${APP_ORIGIN}/index.html`;

export interface RendererFile {
  readonly path: string;
  readonly contentType: string;
}

/** What a build makes: letters, digits, `_`, `-` and inner dots. No segment starts with a dot, so `..` can't be written. */
const PLAIN_PATH = /^(?:\/[A-Za-z0-9_-][A-Za-z0-9_.-]*)+$/;
const MAX_PATH_LENGTH = 300;

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.ttf': 'font/ttf',
  // pdf.js: packed character maps, Type 1 fonts and colour profiles, read as bytes.
  '.bcmap': 'application/octet-stream',
  '.pfb': 'application/octet-stream',
  '.icc': 'application/octet-stream',
};

/** The path below the root that an address names, or null for anything but a plain one. */
export function plainPath(url: string): string | null {
  if (!url.startsWith(`${APP_ORIGIN}/`) || url.length > MAX_PATH_LENGTH) return null;
  const path = url.slice(APP_ORIGIN.length);
  if (path === '/') return '/index.html';
  return PLAIN_PATH.test(path) ? path : null;
}

export async function findRendererFile(rootDir: string, url: string): Promise<RendererFile | null> {
  const path = plainPath(url);
  const contentType = path === null ? undefined : CONTENT_TYPES[extname(path)];
  if (path === null || contentType === undefined) return null;
  try {
    const [root, file] = await Promise.all([realpath(rootDir), realpath(join(rootDir, path))]);
    // A link that leads out of the folder is refused like any other way out.
    if (!file.startsWith(root + sep) || !(await stat(file)).isFile()) return null;
    return { path: file, contentType };
  } catch {
    return null;
  }
}
