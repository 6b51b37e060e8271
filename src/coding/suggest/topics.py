"""Latent topics without dense linear algebra, so that every machine finds the same ones."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["orthonormal", "topic_basis", "unit_rows"]

Floats = npt.NDArray[np.float64]


def unit_rows(matrix: Floats) -> Floats:
    """Scale the rows of a dense matrix to length one; rows of zeros stay."""
    length = np.sqrt(np.einsum("ij,ij->i", matrix, matrix))
    return np.asarray(matrix / np.where(length > 1e-12, length, 1.0)[:, None])


def orthonormal(matrix: Floats) -> Floats:
    """
    Orthonormal columns with the same span (Gram-Schmidt, twice), by sums in a fixed order.

    A column that depends on those before it becomes zero.
    """
    columns = np.array(matrix, dtype=np.float64)
    for i in range(columns.shape[1]):
        start = np.sqrt(np.einsum("i,i->", columns[:, i], columns[:, i]))
        for _ in range(2):
            if i:
                along = np.einsum("ij,i->j", columns[:, :i], columns[:, i])
                columns[:, i] -= np.einsum("ij,j->i", columns[:, :i], along)
        length = np.sqrt(np.einsum("i,i->", columns[:, i], columns[:, i]))
        columns[:, i] = columns[:, i] / length if length > 1e-10 * max(start, 1e-300) else 0.0
    return columns


def topic_basis(matrix: Any, size: int, *, seed: int, rounds: int = 3) -> Floats:
    """
    Span of the leading right singular vectors, by subspace iteration.

    Only products of sparse matrices and fixed-order sums are used: linear algebra libraries differ
    in their last digits from processor to processor, these do not. The span is enough, because
    similarities and penalised weights do not change when its axes are turned.

    Parameters
    ----------
    matrix : csr_matrix of shape (units, features)
    size : int
    seed : int
        Of the random start.
    rounds : int

    Returns
    -------
    ndarray of shape (features, size)
        Orthonormal columns; fewer where the matrix is smaller.

    References
    ----------
    Deerwester, S., et al. (1990). Indexing by latent semantic analysis. Journal of the American
    Society for Information Science, 41(6), 391-407. Halko, N., Martinsson, P. G., & Tropp, J. A.
    (2011). Finding structure with randomness. SIAM Review, 53(2), 217-288.
    """
    size = max(0, min(size, *matrix.shape))
    if not size:
        return np.zeros((matrix.shape[1], 0))
    turned = matrix.T.tocsr()
    start = np.random.default_rng(seed).standard_normal((matrix.shape[0], size))
    basis = orthonormal(turned @ orthonormal(start))
    for _ in range(rounds - 1):
        basis = orthonormal(turned @ orthonormal(matrix @ basis))
    return basis
