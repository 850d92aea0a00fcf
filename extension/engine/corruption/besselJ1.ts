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
