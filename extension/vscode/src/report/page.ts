import { renderReport } from "@kerascope/report";
import type { FromPage, ToPage } from "./messages";

const editor = acquireVsCodeApi();
const nonce = document.querySelector<HTMLScriptElement>("script[nonce]")?.nonce;

function tell(message: FromPage): void {
  editor.postMessage(message);
}

window.addEventListener("message", ({ data }: MessageEvent<ToPage>) => {
  const element = document.querySelector("main");
  if (!element) return;
  renderReport(element, data.report, {
    onPick: (place) => tell({ kind: "pick", place }),
    onApply: () => tell({ kind: "apply" }),
    ...(nonce && { nonce }),
  });
});
tell({ kind: "ready" });
