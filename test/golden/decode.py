"""
Small image files of the colour forms that are found in data sets, and what Pillow's convert('RGB') makes of each.
Writes decode.json beside this file: {name: {file, width, height, rgb}}, bytes in base64. Needs python3-pil, python3-numpy.
"""
import base64, io, json, os, struct, zlib
import numpy as np
from PIL import Image

here = os.path.dirname(os.path.abspath(__file__))
files = {}


def save(image, kind, **options):
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def chunk(name, data):
    return struct.pack('>I', len(data)) + name + data + struct.pack('>I', zlib.crc32(name + data))


def deep_png(pixels):
    """A PNG of 16 bits per channel, which Pillow cannot write."""
    height, width = pixels.shape[:2]
    kind = 0 if pixels.ndim == 2 else {3: 2, 4: 6}[pixels.shape[2]]
    rows = b''.join(b'\0' + row.astype('>u2').tobytes() for row in pixels)
    head = struct.pack('>IIBBBBB', width, height, 16, kind, 0, 0, 0)
    return b'\x89PNG\r\n\x1a\n' + chunk(b'IHDR', head) + chunk(b'IDAT', zlib.compress(rows)) + chunk(b'IEND', b'')


def deep_png_with_alpha(gray):
    both = np.stack([gray, np.full_like(gray, 65535)], -1)
    rows = b''.join(b'\0' + row.astype('>u2').tobytes() for row in both)
    head = struct.pack('>IIBBBBB', gray.shape[1], gray.shape[0], 16, 4, 0, 0, 0)
    return b'\x89PNG\r\n\x1a\n' + chunk(b'IHDR', head) + chunk(b'IDAT', zlib.compress(rows)) + chunk(b'IEND', b'')


def adobe_transform(data, value):
    """The file with another colour transform in its Adobe marker; None takes the marker out."""
    at = data.index(b'\xff\xee\x00\x0eAdobe')
    if value is None:
        return data[:at] + data[at + 16:]
    return data[:at + 15] + bytes([value]) + data[at + 16:]


y, x = np.mgrid[:16, :24]
colour = np.stack([x * 10, y * 16, (x * y) % 256], -1).astype(np.uint8)
ink = np.stack([x * 10, y * 16, 0 * x + 90, (x + y) * 2], -1).astype(np.uint8)
alpha = np.concatenate([colour, ((x * 11) % 256)[..., None].astype(np.uint8)], -1)
rgb = Image.fromarray(colour)

cmyk = save(Image.fromarray(ink, 'CMYK'), 'JPEG', quality=95)
files['cmyk.jpg'] = cmyk
files['cmyk-without-adobe.jpg'] = adobe_transform(cmyk, None)
files['ycck.jpg'] = adobe_transform(cmyk, 2)
files['cmyk.tif'] = save(Image.fromarray(ink, 'CMYK'), 'TIFF')
plain = save(rgb, 'JPEG', quality=95, subsampling=0)
files['ycbcr-444.jpg'] = plain
files['ycbcr-420.jpg'] = save(rgb, 'JPEG', quality=90, subsampling=2)
files['ycbcr-progressive.jpg'] = save(rgb, 'JPEG', quality=90, progressive=True)
# The same coefficients, said to be red, green and blue.
marker = b'\xff\xee\x00\x0eAdobe\x00\x64\x00\x00\x00\x00\x00'
files['rgb.jpg'] = plain[:2] + marker + plain[2:]
files['gray.jpg'] = save(rgb.convert('L'), 'JPEG', quality=95)
turned = Image.Exif()
turned[0x0112] = 6
files['orientation.jpg'] = save(rgb, 'JPEG', quality=95, exif=turned)
# Of TIFF Pillow obeys it.
for number in range(2, 9):
    mark = Image.Exif()
    mark[0x0112] = number
    files[f'orientation-{number}.tif'] = save(rgb if number != 5 else Image.fromarray(ink, 'CMYK'), 'TIFF', exif=mark)
palette = rgb.quantize(16)
files['palette.png'] = save(palette, 'PNG')
files['palette-with-alpha.png'] = save(palette, 'PNG', transparency=bytes(range(0, 256, 16)))
files['gray-and-alpha.png'] = save(Image.fromarray(alpha).convert('LA'), 'PNG')
files['colour-and-alpha.png'] = save(Image.fromarray(alpha), 'PNG')
files['colour-with-a-transparent-colour.png'] = save(rgb, 'PNG', transparency=(0, 0, 0))
files['one-bit.png'] = save(rgb.convert('1'), 'PNG')
files['four-bits.png'] = save(palette.convert('L').quantize(16), 'PNG', bits=4)
files['sixteen-bits.png'] = deep_png(colour.astype(np.uint16) * 257 + (x * 7 % 200)[..., None].astype(np.uint16))
files['sixteen-bits-and-alpha.png'] = deep_png(alpha.astype(np.uint16) * 257)
files['lossless.webp'] = save(rgb, 'WEBP', lossless=True)
files['alpha.webp'] = save(Image.fromarray(alpha), 'WEBP', lossless=True, exact=True)

# Pillow clips gray images of 16 bits at 255: read so where it is asked for ("clip").
deep = (y * 24 + x).astype(np.uint16)
files['clip-gray.png'] = deep_png(deep)
files['clip-gray.tif'] = save(Image.fromarray(deep * 170), 'TIFF')
files['clip-gray-and-alpha.png'] = deep_png_with_alpha(deep * 170)
files['clip-colour.png'] = deep_png(colour.astype(np.uint16) * 257)

golden = {}
for name, data in files.items():
    decoded = np.array(Image.open(io.BytesIO(data)).convert('RGB'))
    golden[name] = {
        'file': base64.b64encode(data).decode(),
        'height': decoded.shape[0],
        'width': decoded.shape[1],
        'rgb': base64.b64encode(decoded.tobytes()).decode(),
    }
with open(os.path.join(here, 'decode.json'), 'w') as file:
    json.dump(golden, file, indent=1)
    file.write('\n')
