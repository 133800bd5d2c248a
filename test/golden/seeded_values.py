"""Numbers that Python and TypeScript (test/support/seeded-values.ts) compute alike, bit for bit, so that
golden files need not hold inputs and initial weights."""
import numpy as np


def uniform(stream, count):
    """Uniform in [0,1): murmur3's finaliser of (stream * 0x9E3779B9 + index) mod 2^32, divided by 2^32."""
    h = (np.arange(count, dtype=np.uint64) + np.uint64(stream * 0x9E3779B9 % 2**32)) % np.uint64(2**32)
    h = h.astype(np.uint32)
    with np.errstate(over='ignore'):
        h = (h ^ (h >> np.uint32(16))) * np.uint32(0x85EBCA6B)
        h = (h ^ (h >> np.uint32(13))) * np.uint32(0xC2B2AE35)
    return (h ^ (h >> np.uint32(16))).astype(np.float64) / 2**32
