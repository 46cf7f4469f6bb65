"""Files other services read and write: ANSI/NIST-ITL, ISO/IEC 19794-2, INCITS 378, WSQ; what fields hold, as data."""
