/** The look of sheets: the editor's own fonts and colours, so that every theme fits. */
export const sheetStyle = `
body{margin:0;padding:0;background:var(--vscode-editor-background);color:var(--vscode-foreground);font-family:var(--vscode-font-family);font-size:var(--vscode-font-size,13px);line-height:1.5;font-variant-numeric:tabular-nums}
body.vscode-dark,body.vscode-high-contrast:not(.vscode-high-contrast-light){color-scheme:dark}
body.vscode-light,body.vscode-high-contrast-light{color-scheme:light}
main{max-width:1560px;margin:0 auto;padding:24px 28px 48px}
h1{font-size:1.7em;line-height:1.25;font-weight:600;margin:0 0 6px;overflow-wrap:anywhere}
h2{font-size:1.2em;font-weight:600;margin:0 0 4px;overflow-wrap:anywhere}
p{margin:0 0 6px;max-width:92ch}
.summary{font-size:1.05em;margin-bottom:12px}
.notes{color:var(--vscode-descriptionForeground);margin:0 0 10px;padding:0;max-width:110ch}
section{margin-top:28px;padding-top:20px;border-top:1px solid var(--line)}
:root{--line:var(--vscode-contrastBorder,var(--vscode-widget-border,var(--vscode-panel-border,#8884)))}
.scales{display:flex;flex-wrap:wrap;gap:4px 28px;margin:0 0 4px;padding:0;list-style:none;color:var(--vscode-descriptionForeground)}
.scales img{width:120px;height:10px;margin:0 4px;vertical-align:-1px;border-radius:2px;image-rendering:auto}
.pictures{display:flex;flex-wrap:wrap;gap:16px;margin:12px 0}
figure{margin:0;flex:0 1 auto;min-width:0;max-width:100%}
figcaption{font-weight:600;margin-bottom:4px}
.picture{position:relative;width:fit-content;max-width:100%}
.picture img{display:block;max-width:100%;height:auto}
.photo img{box-shadow:0 0 0 1px var(--line)}
.picture .magnified{image-rendering:pixelated}
.tables{display:flex;flex-wrap:wrap;gap:16px 40px;align-items:flex-start}
.scroll{overflow-x:auto;max-width:100%}
.scroll:focus-visible{outline:1px solid var(--vscode-focusBorder);outline-offset:2px}
table{border-collapse:collapse}
caption{text-align:left;font-weight:600;padding:6px 0 4px;color:var(--vscode-foreground)}
th{text-align:left;font-weight:600;color:var(--vscode-descriptionForeground)}
tbody th{font-weight:400;min-width:15ch}
th,td{padding:3px 20px 3px 0;border-bottom:1px solid color-mix(in srgb,var(--line) 60%,transparent);vertical-align:top;max-width:64ch;overflow-wrap:break-word}
th:last-child,td:last-child{padding-right:4px}
.number{text-align:right}
td.number,.short{white-space:nowrap}
tbody tr:hover{background:var(--vscode-list-hoverBackground)}
.problem{border-left:3px solid var(--vscode-editorWarning-foreground,#bf8803);padding:4px 12px;margin:8px 0;background:var(--vscode-inputValidation-warningBackground,transparent)}
@media print{section{break-inside:avoid}}
`;
