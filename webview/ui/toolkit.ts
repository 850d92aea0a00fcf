import { provideVSCodeDesignSystem } from '@vscode/webview-ui-toolkit';

const designSystem = provideVSCodeDesignSystem();

/** Defines elements of the toolkit. Each component defines those that it uses, so that a page carries no others. */
export function define(...definitions: Parameters<typeof designSystem.register>): void {
  designSystem.register(...definitions);
}
