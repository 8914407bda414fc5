"""The program that looks for QR codes in one picture, for `seen`: a process of its own, that can be stopped.

A picture of nothing but corners of codes takes the reader minutes, however few pixels it has. A thread that is at it
cannot be called back; of a process the system takes what it may not have.

It is run by its path, so it imports nothing of the package. Told: width and height as arguments, and the grey picture
on its input, a byte for each pixel. It answers with a JSON list of the texts, from top to bottom.
"""

import json
import resource
import sys

import zxingcpp


def main() -> None:
    """Look, and tell."""
    width, height, seconds = (int(one) for one in sys.argv[1:])
    # Of the processor, not by the clock: on a busy machine an honest photograph takes longer, and no more work.
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    picture = memoryview(sys.stdin.buffer.read()).cast("B", shape=[height, width])
    formats = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
    found = sorted(zxingcpp.read_barcodes(picture, formats=formats), key=lambda code: code.position.top_left.y)
    sys.stdout.write(json.dumps([code.text for code in found]))


if __name__ == "__main__":
    main()
