// Stands in for sharp in the package: transformers imports sharp when it starts and calls it for images only, which
// Freehold never gives it. Without this, libvips (19 MB, a decoder of hostile images) would have to ship.
export default function sharp() {
  throw new Error('Freehold ships no image decoder.');
}
