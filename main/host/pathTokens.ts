// Tokens for paths that a person picked or dropped. A window gets the token and a name; the path stays here. A token
// is good once for adding and is forgotten after a while.
import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { AppError } from '../../contract/errors.ts';

export interface PickedPath {
  readonly path: string;
  readonly kind: 'folder' | 'file';
}

const MAX_TOKENS = 10_000;

export function createPathTokens() {
  const paths = new Map<string, PickedPath>();
  return {
    register: (picked: string, kind: 'folder' | 'file') => {
      const token = randomBytes(18).toString('base64url');
      if (paths.size >= MAX_TOKENS) paths.delete(paths.keys().next().value!);
      paths.set(token, { path: path.resolve(picked), kind });
      return { token, name: path.basename(picked) || picked, kind };
    },
    /** Leaves it good for one more. */
    look: (token: string): PickedPath => {
      const picked = paths.get(token);
      if (picked === undefined) throw new AppError('token-expired');
      return picked;
    },
    take: (token: string): PickedPath => {
      const picked = paths.get(token);
      if (picked === undefined) throw new AppError('token-expired');
      paths.delete(token);
      return picked;
    },
  };
}
