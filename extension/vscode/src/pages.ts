import { commands, EventEmitter, type TextDocumentContentProvider, Uri } from "vscode";

export const SCHEME = "kerascope";

/** Markdown from the server, shown in the editor's own preview. */
export class Pages implements TextDocumentContentProvider {
  private readonly texts = new Map<string, string>();
  private readonly changed = new EventEmitter<Uri>();
  readonly onDidChange = this.changed.event;

  async show(name: string, markdown: string): Promise<void> {
    const uri = Uri.from({ scheme: SCHEME, path: `/${name}.md` });
    this.texts.set(uri.toString(), markdown);
    this.changed.fire(uri);
    await commands.executeCommand("markdown.showPreview", uri);
  }

  provideTextDocumentContent(uri: Uri): string {
    return this.texts.get(uri.toString()) ?? "This page belongs to an earlier session.";
  }
}
