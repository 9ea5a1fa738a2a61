import type { IRenderMimeRegistry } from "@jupyterlab/rendermime";

const MIME = "text/markdown";

/** Markdown as Jupyter renders and sanitises it. */
export async function rendered(
  registry: IRenderMimeRegistry,
  markdown: string,
): Promise<HTMLElement> {
  const renderer = registry.createRenderer(MIME);
  await renderer.renderModel(registry.createModel({ data: { [MIME]: markdown } }));
  return renderer.node;
}
