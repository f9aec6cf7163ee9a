// Pixels, and what is done to them without a decoder: scaling down, turning, greys. Plain loops over bytes.
export interface Raster {
  readonly width: number;
  readonly height: number;
  /** 1: grey; 3: red, green, blue. */
  readonly channels: 1 | 3;
  readonly data: Uint8Array;
}

export const brightness = (red: number, green: number, blue: number): number => red * 0.299 + green * 0.587 + blue * 0.114;

export const pixelsOf = ({ width, height }: Pick<Raster, 'width' | 'height'>): number => width * height;

/** @param orientation as EXIF says how the picture is to be shown, 1 to 8 */
export function turned(raster: Raster, orientation: number): Raster {
  if (orientation < 2 || orientation > 8) return raster;
  const { width, height, channels, data } = raster;
  const swaps = orientation > 4;
  const [w, h] = swaps ? [height, width] : [width, height];
  const out = new Uint8Array(data.length);
  for (let y = 0; y < h; y += 1) {
    for (let x = 0; x < w; x += 1) {
      const [a, b] = swaps ? [y, x] : [x, y];
      const fromX = orientation === 2 || orientation === 3 || orientation === 7 || orientation === 8 ? width - 1 - a : a;
      const fromY = orientation === 3 || orientation === 4 || orientation === 6 || orientation === 7 ? height - 1 - b : b;
      const from = (fromY * width + fromX) * channels;
      const to = (y * w + x) * channels;
      for (let channel = 0; channel < channels; channel += 1) out[to + channel] = data[from + channel]!;
    }
  }
  return { width: w, height: h, channels, data: out };
}

/** Turned clockwise by quarter turns. */
export const turnedBy = (raster: Raster, quarterTurns: number): Raster => turned(raster, [1, 6, 3, 8][quarterTurns & 3]!);

/** Each new pixel is the mean of those that it covers; the picture itself when it is small enough. */
export function scaledDown(raster: Raster, maxPixels: number): Raster {
  const factor = Math.sqrt(maxPixels / pixelsOf(raster));
  if (factor >= 1) return raster;
  const { width, height, channels, data } = raster;
  const [w, h] = [Math.max(1, Math.floor(width * factor)), Math.max(1, Math.floor(height * factor))];
  const out = new Uint8Array(w * h * channels);
  for (let y = 0; y < h; y += 1) {
    const [top, bottom] = [Math.floor((y * height) / h), Math.max(Math.floor(((y + 1) * height) / h), Math.floor((y * height) / h) + 1)];
    for (let x = 0; x < w; x += 1) {
      const [left, right] = [Math.floor((x * width) / w), Math.max(Math.floor(((x + 1) * width) / w), Math.floor((x * width) / w) + 1)];
      for (let channel = 0; channel < channels; channel += 1) {
        let sum = 0;
        for (let fromY = top; fromY < bottom; fromY += 1) for (let fromX = left; fromX < right; fromX += 1) sum += data[(fromY * width + fromX) * channels + channel]!;
        out[(y * w + x) * channels + channel] = sum / ((bottom - top) * (right - left));
      }
    }
  }
  return { width: w, height: h, channels, data: out };
}

/** Between four pixels each: what a small picture needs before letters in it can be told apart. */
export function scaledUp(raster: Raster, factor: number): Raster {
  const { width, height, channels, data } = raster;
  const [w, h] = [Math.round(width * factor), Math.round(height * factor)];
  const out = new Uint8Array(w * h * channels);
  for (let y = 0; y < h; y += 1) {
    const sourceY = Math.min(height - 1, Math.max(0, (y + 0.5) / factor - 0.5));
    const [top, partY] = [Math.floor(sourceY), sourceY % 1];
    const bottom = Math.min(height - 1, top + 1);
    for (let x = 0; x < w; x += 1) {
      const sourceX = Math.min(width - 1, Math.max(0, (x + 0.5) / factor - 0.5));
      const [left, partX] = [Math.floor(sourceX), sourceX % 1];
      const right = Math.min(width - 1, left + 1);
      for (let channel = 0; channel < channels; channel += 1) {
        const at = (row: number, column: number): number => data[(row * width + column) * channels + channel]!;
        const upper = at(top, left) * (1 - partX) + at(top, right) * partX;
        const lower = at(bottom, left) * (1 - partX) + at(bottom, right) * partX;
        out[(y * w + x) * channels + channel] = upper * (1 - partY) + lower * partY;
      }
    }
  }
  return { width: w, height: h, channels, data: out };
}

export function toGrey(raster: Raster): Raster {
  if (raster.channels === 1) return raster;
  const { width, height, data } = raster;
  const out = new Uint8Array(width * height);
  for (let at = 0, from = 0; at < out.length; at += 1, from += 3) out[at] = brightness(data[from]!, data[from + 1]!, data[from + 2]!);
  return { width, height, channels: 1, data: out };
}
