import { createSubscriber } from 'svelte/reactivity';

/** The editor's colours as a canvas needs them, and its font. */
export interface Theme {
  foreground: string;
  /** Text and lines of less weight. */
  muted: string;
  background: string;
  grid: string;
  focus: string;
  /** Colours of curves, in the order they are given out. */
  charts: string[];
  highContrast: boolean;
  /** As a canvas context takes it. */
  font: string;
}

const chartNames = ['blue', 'red', 'green', 'yellow', 'purple', 'orange'];

let known: Theme | undefined;

/** Watches for another theme: VS Code then changes the variables on the root element and the class of the body. */
const subscribe = createSubscriber(update => {
  const observer = new MutationObserver(() => {
    known = undefined;
    update();
  });
  observer.observe(document.body, { attributes: true, attributeFilter: ['class'] });
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['style', 'class'] });
  return () => {
    observer.disconnect();
    known = undefined;
  };
});

/** The colours now. Who reads them in an effect or a template is run again when the theme changes. */
export function theme(): Theme {
  subscribe();
  known ??= read();
  return known;
}

function read(): Theme {
  const style = getComputedStyle(document.body);
  const value = (name: string, otherwise: string) => style.getPropertyValue(`--vscode-${name}`).trim() || otherwise;
  const foreground = value('editor-foreground', style.color);
  const highContrast = document.body.classList.contains('vscode-high-contrast');
  return {
    foreground,
    muted: highContrast ? foreground : value('descriptionForeground', foreground),
    background: value('editor-background', 'transparent'),
    // VS Code's own colour for lines of charts is as strong as its text.
    grid: `color-mix(in srgb, ${foreground} ${highContrast ? 30 : 15}%, transparent)`,
    focus: value('focusBorder', foreground),
    charts: chartNames.map(name => opaque(value(`charts-${name}`, foreground))),
    highContrast,
    font: `${value('font-size', '13px')} ${value('font-family', 'sans-serif')}`,
  };
}

/** Some themes' orange is that of a highlight, through which text is seen; a line of it would hardly be. */
function opaque(colour: string): string {
  return colour.replace(/^rgba\((.*),[^,]*\)$/, 'rgb($1)').replace(/^(#[\da-f]{6})[\da-f]{2}$/i, '$1');
}
