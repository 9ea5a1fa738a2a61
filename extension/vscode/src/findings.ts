import { type Diagnostic, EventEmitter, Uri } from "vscode";

/** What the server sends along with each diagnostic. */
interface Attached {
  id: string;
  /** The script's or notebook's URI, also for a finding in a cell. */
  uri: string;
  name: string;
  tier: "certain" | "likely" | "hypothesis";
  fix: { title: string; safe: boolean } | null;
  probe: boolean;
  verdict: string | null;
}

/** A finding where the editor shows it: `place` is the script's URI or the cell's. */
export interface Finding extends Attached {
  code: string;
  place: Uri;
  diagnostic: Diagnostic;
}

/** All findings of what is open, as the server last published them. */
export class Findings {
  private readonly byPlace = new Map<string, Finding[]>();
  private readonly changed = new EventEmitter<void>();
  readonly onDidChange = this.changed.event;

  publish(place: Uri, diagnostics: Diagnostic[]): void {
    const found = diagnostics.flatMap((diagnostic) => finding(place, diagnostic));
    if (found.length > 0) this.byPlace.set(place.toString(), found);
    else this.byPlace.delete(place.toString());
    this.changed.fire();
  }

  clear(): void {
    this.byPlace.clear();
    this.changed.fire();
  }

  /** The scripts and notebooks in which something was found. */
  documents(): Uri[] {
    const owners = new Set([...this.byPlace.values()].flat().map(({ uri }) => uri));
    return [...owners].map((uri) => Uri.parse(uri));
  }

  in(document: Uri): Finding[] {
    const owner = document.toString();
    return [...this.byPlace.values()]
      .flat()
      .filter(({ uri }) => Uri.parse(uri).toString() === owner);
  }
}

function finding(place: Uri, diagnostic: Diagnostic): Finding[] {
  const { data, code } = diagnostic as Diagnostic & { data?: Attached };
  if (!data) return [];
  const text = typeof code === "object" ? String(code.value) : String(code);
  return [{ ...data, code: text, place, diagnostic }];
}
