import qrcode from 'qrcode';

/** A QR code as SVG; error correction M, so that a crumpled print still reads. */
export function renderQr(text: string): Promise<string> {
  return qrcode.toString(text, { type: 'svg', errorCorrectionLevel: 'M', margin: 2 });
}
