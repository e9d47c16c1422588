// Asks for files one by one, and posts what the browser shows of each: its samples by way of a texture, which multiplies no alpha in. "/next"
// gives a number and waits until there is a file; "/file/N" are its bytes; "/answer/N" takes a line of JSON and the samples.
const STRIP = 4096;
const gl = new OffscreenCanvas(1, 1).getContext("webgl2");
const options = { premultiplyAlpha: "none", colorSpaceConversion: "none", imageOrientation: "none" };

function strip(bitmap) {
  const texture = gl.createTexture(), frame = gl.createFramebuffer(), samples = new Uint8Array(bitmap.width * bitmap.height * 4);
  gl.bindTexture(gl.TEXTURE_2D, texture);
  gl.pixelStorei(gl.UNPACK_COLORSPACE_CONVERSION_WEBGL, gl.NONE);
  gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA, gl.RGBA, gl.UNSIGNED_BYTE, bitmap);
  gl.bindFramebuffer(gl.FRAMEBUFFER, frame);
  gl.framebufferTexture2D(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0, gl.TEXTURE_2D, texture, 0);
  gl.readPixels(0, 0, bitmap.width, bitmap.height, gl.RGBA, gl.UNSIGNED_BYTE, samples);
  const error = gl.getError();
  gl.deleteFramebuffer(frame);
  gl.deleteTexture(texture);
  if (error) throw new Error("WebGL error " + error);
  return samples;
}

async function decode(blob) {
  let whole;
  try {
    whole = await createImageBitmap(blob, options);
  } catch (e) {
    return [{ error: e.name, message: e.message }];
  }
  const { width, height } = whole, parts = [];
  for (let y = 0; y < height; y += STRIP) {
    const part = height <= STRIP ? whole : await createImageBitmap(blob, 0, y, width, Math.min(STRIP, height - y), options);
    parts.push(strip(part));
    part.close();
  }
  return [{ width, height, format: "rgba32", length: width * height * 4 }, ...parts];
}

(async () => {
  if (!gl) {
    await fetch("/missing", { method: "POST", body: "no WebGL" });
    return;
  }
  await fetch("/ready", { method: "POST" });
  for (;;) {
    const number = await (await fetch("/next")).text();
    const bytes = await (await fetch("/file/" + number)).arrayBuffer();
    const [head, ...parts] = await decode(new Blob([bytes]));
    await fetch("/answer/" + number, { method: "POST", body: new Blob([JSON.stringify(head) + "\n", ...parts]) });
  }
})();
