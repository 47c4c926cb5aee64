"""Faults: killed and disturbed at every point, the archive keeps what it promised (I1 to I9)."""
