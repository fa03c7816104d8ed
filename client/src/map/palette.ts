/** The colours of the map: the theme's own. */

/** Each with the theme's names for it, the best first, and a colour for readers without a theme. */
const colours = {
  text: ['#1f2328', 'editor-foreground', 'foreground'],
  soft: ['#57606a', 'descriptionForeground', 'foreground'],
  back: ['#ffffff', 'editor-background'],
  card: ['#f6f8fa', 'editorWidget-background', 'editor-background'],
  border: ['#8c959f', 'contrastBorder', 'editorWidget-border', 'panel-border', 'foreground'],
  line: ['#8c959f', 'contrastBorder', 'editorIndentGuide-activeBackground1', 'descriptionForeground'],
  focus: ['#0969da', 'focusBorder', 'contrastActiveBorder'],
  deny: ['#cf222e', 'testing-iconFailed', 'charts-red'],
  wait: ['#9a6700', 'testing-iconQueued', 'charts-yellow'],
  unknown: ['#6e7781', 'testing-iconUnset', 'descriptionForeground'],
  pass: ['#1a7f37', 'charts-green', 'testing-iconPassed'],
  absent: ['#8c959f', 'disabledForeground', 'descriptionForeground'],
} as const satisfies Record<string, readonly [string, string, ...string[]]>;

export type Colour = keyof typeof colours;
export type Palette = Readonly<Record<Colour, string>>;

const names = Object.keys(colours) as Colour[];

/** Colours that follow the theme: for pages inside the editor. */
export const themed: Palette = paletteOf(([fallback, ...variables]) =>
  variables.reduceRight<string>((rest, name) => `var(--vscode-${name}, ${rest})`, fallback),
);

/**
 * Colours as they are at this moment: for what is taken elsewhere.
 * @param read the value of a CSS variable; empty where there is none.
 */
export function resolved(read: (variable: string) => string): Palette {
  return paletteOf(([fallback, ...variables]) => {
    const values = variables.map((it) => read(`--vscode-${it}`).trim());
    // What stands in a style is no place for anything but a colour.
    return values.find((it) => /^(#[\da-f]{3,8}|rgba?\([\d\s.,%/]+\))$/i.test(it)) ?? fallback;
  });
}

function paletteOf(of: (colour: readonly [string, string, ...string[]]) => string): Palette {
  return Object.fromEntries(names.map((it) => [it, of(colours[it])])) as Palette;
}
