// What happens to a page on its way through a scanner: turned a little, grainy, coarse. Seeded, so that every run sees
// the same pages.
import type { Raster } from '../../../main/ingest/2-parse/image/raster.ts';

/** Turned about its middle by so many degrees; what comes in from outside is paper. */
export function skewed({ width, height, data }: Raster, degrees: number): Raster {
  const [sine, cosine] = [Math.sin((degrees * Math.PI) / 180), Math.cos((degrees * Math.PI) / 180)];
  const out = new Uint8Array(width * height).fill(255);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const [dx, dy] = [x - width / 2, y - height / 2];
      const sourceX = dx * cosine + dy * sine + width / 2;
      const sourceY = -dx * sine + dy * cosine + height / 2;
      const [left, top] = [Math.floor(sourceX), Math.floor(sourceY)];
      if (left < 0 || top < 0 || left + 1 >= width || top + 1 >= height) continue;
      const [px, py] = [sourceX - left, sourceY - top];
      const at = top * width + left;
      out[y * width + x] = (data[at]! * (1 - px) + data[at + 1]! * px) * (1 - py) + (data[at + width]! * (1 - px) + data[at + width + 1]! * px) * py;
    }
  }
  return { width, height, channels: 1, data: out };
}

/** Gaussian noise of that deviation (in greys), on paper that is not quite white and ink that is not quite black. */
export function noisy(raster: Raster, deviation: number, seed = 7): Raster {
  const random = mulberry32(seed);
  const data = raster.data.map((grey) => {
    const gaussian = Math.sqrt(-2 * Math.log(random() || 1e-9)) * Math.cos(2 * Math.PI * random());
    return Math.max(0, Math.min(255, Math.round(40 + grey * 0.78 + gaussian * deviation)));
  });
  return { ...raster, data };
}

function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let value = Math.imul(state ^ (state >>> 15), 1 | state);
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value;
    return ((value ^ (value >>> 14)) >>> 0) / 4_294_967_296;
  };
}
