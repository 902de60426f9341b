"""Recursive discounted least squares with a bounded step, for a bank of memories and all horizons at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from shared.forecasting.interface import Floats

CLIP = 3.0  # errors beyond this many sigmas are cut to it: one spike must not move the model
LARGEST = 1000.0  # bound on every variance in P, and so on trace(P)/p


class Rls:
    """Filters of shape (memories G, horizons H, regressors p): ``theta``, ``cov`` (``P`` in the formulas), ``sigma``.

    Without the clip each filter is exactly the minimiser of
    ``sum_i lam^(N-i) (z_i - x_i' theta)^2 + lam^N delta |theta|^2`` and ``P`` the inverse of its normal matrix.
    Regressors a horizon does not use are zero columns: ``active`` (H, p) keeps their row of ``P`` at zero.
    """

    def __init__(self, lam: Floats, active: NDArray[np.bool_], delta: float = 1.0, clip: float = CLIP) -> None:
        memories, (horizons, p) = len(lam), active.shape
        self.lam = np.asarray(lam, dtype=np.float64)
        self.clip = clip
        self.theta = np.zeros((memories, horizons, p))
        self.cov = np.zeros((memories, horizons, p, p))
        self.cov[:] = np.einsum("hi,ij->hij", active / delta, np.eye(p))
        self.sigma = np.ones((memories, horizons))
        self._lam, self._fade = self.lam[:, None], 1.0 / self.lam[:, None, None, None]
        self._outer = np.empty_like(self.cov)

    def predict(self, x: Floats, out: Floats | None = None) -> Floats:
        """``x' theta`` of every memory; ``x`` (H, p) -> (G, H)."""
        linear: Floats = np.vecdot(self.theta, x, out=out)
        return linear

    def update(self, x: Floats, z: float | Floats) -> None:
        """One step of every filter: ``x`` (H, p), target ``z`` scalar or (H,)."""
        self._step(x, z, self.theta, self.cov, self.sigma, self._outer)

    def update_some(self, horizons: NDArray[np.intp], x: Floats, z: float) -> None:
        """One step of the named horizons only; ``x`` (len(horizons), p)."""
        theta, p, sigma = self.theta[:, horizons], self.cov[:, horizons], self.sigma[:, horizons]
        self._step(x, z, theta, p, sigma, np.empty_like(p))
        self.theta[:, horizons], self.cov[:, horizons], self.sigma[:, horizons] = theta, p, sigma

    def widen(self, factor: float = 10.0) -> None:
        """After a market break: let the coefficients move faster, once."""
        self.cov *= factor
        self.bound()

    def shrink(self, column: int, weight: float) -> None:
        """One pseudo-observation "this coefficient is zero": a ridge that forgetting does not fade."""
        along = self.cov[..., column]
        scale = weight / (1.0 + weight * along[..., column])
        self.theta -= along * (scale * self.theta[..., column])[..., None]
        u = along * np.sqrt(scale)[..., None]
        np.einsum("ghi,ghj->ghij", u, u, out=self._outer)
        np.subtract(self.cov, self._outer, out=self.cov)

    def bound(self) -> None:
        """Against wind-up: shrink the directions whose variance exceeds the bound, leave the others alone.

        Scaling all of ``P`` by its trace would also freeze well-excited coefficients whenever a rare one, such as a
        holiday's, winds up. ``D P D`` with a diagonal ``D`` keeps ``P`` positive definite and trace(P)/p bounded.
        A step grows ``P`` by no more than ``1 / lam``, so a call every few steps is enough.
        """
        diagonal = self.cov.diagonal(axis1=-2, axis2=-1)
        if diagonal.max() > LARGEST:
            shrink = np.sqrt(LARGEST / np.maximum(diagonal, LARGEST))
            self.cov *= shrink[..., :, None] * shrink[..., None, :]

    def _step(self, x: Floats, z: float | Floats, theta: Floats, p: Floats, sigma: Floats, outer: Floats) -> None:
        px = np.matmul(p, x[..., None])[..., 0]
        scale = np.vecdot(px, x)
        scale += self._lam
        error = z - np.vecdot(theta, x)
        limit = self.clip * sigma
        np.minimum(error, limit, out=error)
        np.maximum(error, np.negative(limit, out=limit), out=error)
        theta += px * (error / scale)[..., None]
        # u u' with u = Px / sqrt(scale) is symmetric to the last bit, so P needs no symmetrising afterwards
        px /= np.sqrt(scale, out=scale)[..., None]
        np.multiply(px[..., :, None], px[..., None, :], out=outer)
        p -= outer
        p *= self._fade
        sigma *= 0.99
        np.abs(error, out=error)
        error *= 0.01 * 1.2533
        sigma += error
