import { commands, EventEmitter, type TextDocumentContentProvider, Uri } from "vscode";

export const SCHEME = "kerascope";

/** Texts of ours that the editor shows read-only: explanations, and what fixes would make. */
export class Pages implements TextDocumentContentProvider {
  private readonly texts = new Map<string, string>();
  private readonly changed = new EventEmitter<Uri>();
  readonly onDidChange = this.changed.event;

  /** Keeps a text under a path, whose ending decides how it is coloured. */
  put(path: string, text: string): Uri {
    const uri = Uri.from({ scheme: SCHEME, path: `/${path}` });
    this.texts.set(uri.toString(), text);
    this.changed.fire(uri);
    return uri;
  }

  /** Shows markdown in the editor's own preview. */
  async show(name: string, markdown: string): Promise<void> {
    await commands.executeCommand("markdown.showPreview", this.put(`${name}.md`, markdown));
  }

  provideTextDocumentContent(uri: Uri): string {
    return this.texts.get(uri.toString()) ?? "This page belongs to an earlier session.";
  }
}
