import type { IDocumentWidget } from "@jupyterlab/docregistry";
import type { FileEditor } from "@jupyterlab/fileeditor";
import { BaseDocument } from "./base";
import type { Part, TrackedDocument } from "./tracked";

/** A script in the file editor. */
export class FileDocument extends BaseDocument implements TrackedDocument {
  readonly isNotebook = false;

  constructor(
    private readonly editor: IDocumentWidget<FileEditor>,
    path: string,
    uri: string,
    private readonly defaultKernel: () => string,
  ) {
    super(editor, path, uri);
    editor.content.model.sharedModel.changed.connect(this.touched, this);
  }

  parts(): Part[] {
    const { model } = this.editor.content;
    return [
      {
        uri: this.uri,
        index: null,
        isCode: true,
        executionCount: null,
        shared: model.sharedModel,
        text: () => model.sharedModel.getSource(),
      },
    ];
  }

  kernel(): string {
    return this.defaultKernel();
  }

  /** A script has no outputs that could do anything by being shown. */
  isTrusted(): boolean {
    return true;
  }

  async reveal(_: Part, offset: number, length: number): Promise<void> {
    const { editor } = this.editor.content;
    const start = editor.getPositionAt(offset);
    const end = editor.getPositionAt(offset + length);
    if (start && end) {
      editor.setSelection({ start, end });
      editor.revealPosition(start);
    }
    editor.focus();
  }
}
