import {
  Diagnostic,
  DiagnosticSeverity,
  type Disposable,
  type Event,
  l10n,
  languages,
  type TextDocument,
  workspace,
} from 'vscode';
import { type FolderProblem, folderProblem } from '../../../engine/data/folderProblem.js';
import { FORMAT_LIST } from '../../../engine/data/format.js';
import { Disposables } from '../../common/disposable.js';
import { isConfigDocument } from '../documents/configDocument.js';
import { rangeOfSpan } from '../text/spans.js';

/** A folder may lie where no watcher reaches, on another machine's disk: it is looked at so often, in milliseconds. */
const INTERVAL = 2000;

/** Marks DATA.DATA_PATH in open configs for as long as there are no images at its end. */
export class FolderMarks implements Disposable {
  private readonly own = new Disposables();
  private readonly marks = this.own.add(languages.createDiagnosticCollection('mfm images'));
  /** What is marked, by document, so that nothing is marked anew that has not changed. */
  private readonly marked = new Map<TextDocument, string>();
  private isLooking = false;

  /** @param checked fires when a config was opened or its text has changed */
  constructor(checked: Event<TextDocument>) {
    this.own.add(checked(document => void this.look(document)));
    this.own.add(workspace.onDidCloseTextDocument(document => this.show(document, [])));
    const timer = setInterval(() => void this.lookAtAll(), INTERVAL);
    this.own.add({ dispose: () => clearInterval(timer) });
  }

  dispose(): void {
    this.own.dispose();
  }

  /** One round at a time: a disk that does not answer is not asked again. */
  private async lookAtAll(): Promise<void> {
    if (this.isLooking) return;
    this.isLooking = true;
    for (const document of workspace.textDocuments) await this.look(document);
    this.isLooking = false;
  }

  /** A config that is not trusted may name any place, and looking there may tell somebody. */
  private async look(document: TextDocument): Promise<void> {
    if (!workspace.isTrusted || document.isClosed || !isConfigDocument(document)) return this.show(document, []);
    const { analysisOf, readableAnalysisOf } = await import('../documents/analyses.js');
    const folderNow = () => readableAnalysisOf(document).config.DATA.DATA_PATH;
    const folder = folderNow();
    const problem = folder === '' ? undefined : await folderProblem(folder);
    // Meanwhile the text may have changed, which is looked at in a turn of its own.
    if (document.isClosed || folderNow() !== folder) return;
    const { entries } = analysisOf(document);
    const entry = entries.find(({ key }) => key === 'DATA.DATA_PATH') ?? entries.find(({ key }) => key === 'BASE');
    if (!problem || !entry) return this.show(document, []);
    const span = entry.key === 'BASE' ? entry.nameSpan : (entry.valueSpan ?? entry.nameSpan);
    const mark = new Diagnostic(
      rangeOfSpan(document, span),
      folderProblemText(problem, folder),
      DiagnosticSeverity.Warning,
    );
    mark.source = 'mfm';
    mark.code = 'images';
    this.show(document, [mark]);
  }

  private show(document: TextDocument, marks: Diagnostic[]): void {
    const text = JSON.stringify(marks.map(({ message, range }) => [message, range]));
    if ((this.marked.get(document) ?? '[]') === text) return;
    if (marks.length > 0) this.marked.set(document, text);
    else this.marked.delete(document);
    this.marks.set(document.uri, marks);
  }
}

/** What is wrong with the folder that DATA.DATA_PATH names, and what to do. */
function folderProblemText(problem: FolderProblem, folder: string): string {
  switch (problem) {
    case 'missing':
      return l10n.t('DATA.DATA_PATH: there is no folder {0}; correct the path, or put the images there.', folder);
    case 'noFolder':
      return l10n.t('DATA.DATA_PATH: {0} is not a folder; name the folder that holds the images.', folder);
    case 'unreadable':
      return l10n.t('DATA.DATA_PATH: the folder {0} cannot be read; make it readable or name another one.', folder);
    case 'noImages':
      return l10n.t('DATA.DATA_PATH: there are no images in {0}; put {1} files there.', folder, FORMAT_LIST);
  }
}
