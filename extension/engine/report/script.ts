/**
 * The page's only script: a read-out of the curves under the pointer or, with the keyboard, the arrow keys. Everything
 * else works without it.
 */
export const script = `
for (const plot of document.querySelectorAll('.plot')) {
  const points = JSON.parse(plot.dataset.points);
  const [low, high] = plot.dataset.x.split(' ').map(Number);
  const perEpoch = Number(plot.dataset.epoch);
  const readout = plot.parentElement.querySelector('.readout');
  const cursor = plot.querySelector('.cursor');
  let at = -1;
  const show = index => {
    at = Math.max(0, Math.min(points.length - 1, index));
    const [step, min, max, smooth] = points[at];
    const epoch = perEpoch > 0 ? ', epoch ' + Math.ceil(step / perEpoch) : '';
    const value = min === max ? String(min) : min + ' to ' + max;
    readout.textContent = 'step ' + step + epoch + ': ' + value + (plot.dataset.smooth === '1' ? ', mean ' + smooth : '');
    cursor.style.left = 100 * (step - low) / (high - low) + '%';
    cursor.style.display = 'block';
  };
  const hide = () => {
    readout.textContent = readout.dataset.rest;
    cursor.style.display = 'none';
  };
  plot.tabIndex = 0;
  plot.addEventListener('pointermove', event => {
    const box = plot.getBoundingClientRect();
    const step = low + (high - low) * (event.clientX - box.left) / box.width;
    let nearest = 0;
    for (let i = 1; i < points.length; i++) {
      if (Math.abs(points[i][0] - step) < Math.abs(points[nearest][0] - step)) nearest = i;
    }
    show(nearest);
  });
  plot.addEventListener('pointerleave', hide);
  plot.addEventListener('blur', hide);
  plot.addEventListener('keydown', event => {
    const move = { ArrowLeft: -1, ArrowRight: 1, Home: -points.length, End: points.length }[event.key];
    if (!move) return;
    event.preventDefault();
    show(at + move);
  });
}
`;
