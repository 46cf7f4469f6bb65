"""Faces compared by a model the operator brought: stated, measured on his own pictures, off until two switch it on.

No model comes with this program (biometrics.md section 11). What is found is never above *review*, and nobody who may
be a child is compared.
"""
