/** A square blur kernel of odd size whose values sum to 1. */
export interface BlurKernel {
  size: number;
  /** `[size, size]` row-major. */
  values: Float64Array;
}

/** Standard deviations along the kernel's own axes in pixels, and how far those are turned, in radians. */
export interface Spread {
  sigmaX: number;
  sigmaY: number;
  angle: number;
}

/*
 * The kernels of fact sheet 1.7. With p the place in the kernel, measured from its centre, and S the covariance
 * R(angle) diag(sigmaX^2, sigmaY^2) R(angle)^T, they are functions of q = p^T S^-1 p; isotropic ones have sigmaX = sigmaY.
 */

/** Gaussian: exp(-q / 2). */
export function gaussianKernel(size: number, spread: Spread): BlurKernel {
  return generalizedKernel(size, spread, 1);
}

/** Generalised Gaussian: exp(-q^beta / 2). */
export function generalizedKernel(size: number, spread: Spread, beta: number): BlurKernel {
  return quadraticKernel(size, spread, q => Math.exp(-(q ** beta) / 2));
}

/** Plateau: 1 / (1 + q^beta). */
export function plateauKernel(size: number, spread: Spread, beta: number): BlurKernel {
  return quadraticKernel(size, spread, q => 1 / (1 + q ** beta));
}

/**
 * Sinc, the ideal circular low-pass filter cut off at the kernel's border: omega J1(omega r) / (2 pi r).
 *
 * @param omega cut-off in radians per pixel; pi is the highest frequency along an axis
 */
export function sincKernel(size: number, omega: number): BlurKernel {
  return kernelOf(size, (x, y) => {
    const r = Math.hypot(x, y);
    return r === 0 ? omega ** 2 / (4 * Math.PI) : (omega * besselJ1(omega * r)) / (2 * Math.PI * r);
  });
}

function quadraticKernel(size: number, { sigmaX, sigmaY, angle }: Spread, of: (q: number) => number): BlurKernel {
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  return kernelOf(size, (x, y) => {
    const [along, across] = [cos * x + sin * y, cos * y - sin * x];
    return of((along / sigmaX) ** 2 + (across / sigmaY) ** 2);
  });
}

function kernelOf(size: number, of: (x: number, y: number) => number): BlurKernel {
  const reach = (size - 1) / 2;
  const values = Float64Array.from({ length: size * size }, (_, i) =>
    of((i % size) - reach, Math.floor(i / size) - reach),
  );
  const sum = values.reduce((total, value) => total + value, 0);
  return { size, values: values.map(value => value / sum) };
}

/**
 * The Bessel function of the first kind and order 1, to the precision of a double for the |x| < 100 of blur kernels.
 *
 * J1(x) = 1/pi times the integral of cos(t - x sin t) over [0, pi]. The integrand is even and periodic, so the trapezoidal
 * rule with n steps is off by no more than Bessel functions of order 2n - 1 and above, which vanish once that exceeds |x|.
 */
export function besselJ1(x: number): number {
  const steps = Math.ceil(Math.abs(x)) + 24;
  // Both ends count half: cos 0 and cos pi cancel.
  let sum = 0;
  for (let k = 1; k < steps; k++) {
    const t = (k * Math.PI) / steps;
    sum += Math.cos(t - x * Math.sin(t));
  }
  return sum / steps;
}
