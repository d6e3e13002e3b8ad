"""The rules of regulations C.5: what must hold on one paper and between the papers of one TPS.

They never correct and never refuse to store; they give findings. A blank operand gives `tidak_lengkap`.
"""
