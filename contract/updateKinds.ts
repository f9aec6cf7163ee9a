// The packages that a release has, as a header of an update names them; for those who need no schemas.
export const PACKAGE_KINDS = ['AppImage', 'deb', 'dmg', 'nsis'] as const;
export type PackageKind = (typeof PACKAGE_KINDS)[number];
