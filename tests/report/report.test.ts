import { type Edit, type Place, type ProbeReport, renderReport } from "@kerascope/report";
import { afterEach, describe, expect, test } from "vitest";
import { example, verdict } from "./example";

type Options = Parameters<typeof renderReport>[2];

function rendered(report: ProbeReport, options?: Options): HTMLElement {
  const place = document.createElement("div");
  document.body.append(place);
  renderReport(place, report, options);
  return place;
}

function headline(report: ProbeReport): string {
  return rendered(report).querySelector("h1")?.textContent ?? "";
}

function sections(place: HTMLElement): (string | null)[] {
  return [...place.querySelectorAll("h2")].map((title) => title.textContent);
}

afterEach(() => document.body.replaceChildren());

describe("the headline", () => {
  test("counts what is confirmed and gives the gain", () => {
    expect(headline(example())).toBe(
      "3 of 4 findings confirmed: with all fixes the held-out accuracy rises from 0.10 to 0.94",
    );
  });

  test("counts without a gain where no curve was measured", () => {
    expect(headline(example({ arms: [], baseline: null }))).toBe("3 of 4 findings confirmed");
  });

  test("names the fix where there is only one", () => {
    const { arms = [], verdicts = [] } = example();
    const single = arms.filter((arm) => ["as-is", "fix-0"].includes(arm.name));
    expect(headline(example({ arms: single, verdicts: verdicts.slice(0, 1) }))).toMatch(
      /^1 of 1 finding confirmed: with the fix for KS101 the score rises from 0\.00 to \+0\.0\d$/,
    );
  });

  test("gives R² in regression, which may be as bad as can be", () => {
    const report = example();
    if (report.baseline) report.baseline.task = "regression";
    for (const arm of report.arms ?? []) {
      for (const point of arm.curve) point.plain = arm.name === "as-is" ? -40 : 0.8;
    }
    expect(headline(report)).toContain("the held-out R² rises from below −1 to 0.80");
  });

  test("counts what only the run shows", () => {
    const seen = [{ kind: "conflicting-labels", sentence: "Twins.", code: "KS110", line: 3 }];
    expect(headline(example({ evidence: seen }))).toMatch(/; the run shows 1 fault more$/);
    expect(headline(example({ evidence: seen, verdicts: [] }))).toBe(
      "The run shows 1 fault that the source does not",
    );
    expect(headline(example({ evidence: [], verdicts: [] }))).toBe(
      "There was no finding to put to the test, and the run shows no fault either",
    );
  });

  test("says what an edit is worth where no findings were tried", () => {
    const compared = { before: "a.py", after: "b.py", command: "kerascope compare a.py b.py" };
    const edit = verdict({ code: "edit", name: "the-edit", verdict: "harmful", effect: -0.4 });
    const { arms = [] } = example();
    const place = rendered(
      example({
        compared,
        arms: arms.filter((arm) => ["as-is", "fix-0"].includes(arm.name)),
        verdicts: [edit],
      }),
    );
    expect(place.querySelector("h1")?.textContent).toBe("The edit does harm: −0.40 in score");
    expect(sections(place)).toContain("What the edit is worth");
    expect(place.textContent).toContain("a.py, then b.py");
    expect(place.textContent).toContain("kerascope compare a.py b.py");
    expect(place.textContent).not.toContain("With all fixes");
    const open = { ...edit, verdict: "inconclusive", effect: null };
    expect(headline(example({ compared, verdicts: [open] }))).toBe(
      "Whether the edit helps stays open",
    );
  });

  test("says so when nothing is confirmed", () => {
    const verdicts = ["refuted", "refuted", "inconclusive"].map((word) =>
      verdict({ verdict: word }),
    );
    expect(headline(example({ verdicts }))).toBe(
      "None of the 3 findings is confirmed: 2 refuted and 1 inconclusive",
    );
  });

  test("is honest about a script that could not run", () => {
    const error = { sentence: "The script never reaches fit().", line: 7, output: "Traceback …" };
    const place = rendered({ version: 1, path: "a.py", error });
    expect(place.querySelector("h1")?.textContent).toBe("The script could not be put to the test");
    expect(place.textContent).toContain("The script never reaches fit().");
    expect(place.textContent).toContain("line 7");
    expect(place.querySelector("pre")?.textContent).toBe("Traceback …");
  });
});

describe("a verdict", () => {
  test.each([
    ["confirmed", "Confirmed"],
    ["secondary", "Secondary"],
    ["speed only", "Speed only"],
    ["refuted", "Refuted"],
    ["harmful", "Harmful"],
    ["inconclusive", "Inconclusive"],
    ["untestable", "Untestable"],
    ["could not run", "Could not run"],
    ["a verdict of tomorrow", "a verdict of tomorrow"],
  ])("of kind %s has a sign, a word and an explanation", (kind, word) => {
    const place = rendered(example({ verdicts: [verdict({ verdict: kind, together_with: [] })] }));
    const item = place.querySelector(".ks-verdict");
    expect(item?.querySelector("svg")).not.toBeNull();
    expect(item?.querySelector(".ks-word")?.textContent).toBe(word);
    expect(item?.querySelector("p")?.textContent).not.toBe("");
  });

  test("shows effect, interval, seeds, updates, backend and its companions", () => {
    const item = rendered(example()).querySelector(".ks-verdict");
    const text = item?.textContent ?? "";
    for (const part of ["+0.88 (+0.83 to +0.93)", "2 pairs", "300 of 1,800", "tensorflow"]) {
      expect(text).toContain(part);
    }
    expect(text).toContain("Confirmed, together with KS202 and KS501");
  });

  test("that was never measured shows no numbers", () => {
    const bare = verdict({
      verdict: "could not run",
      effect: null,
      interval: null,
      seeds: 0,
      updates: 0,
      seconds: 0,
      alone: null,
      all_but_one: null,
    });
    expect(rendered(example({ verdicts: [bare] })).querySelector(".ks-facts")).toBeNull();
  });

  test("comes in the order of the ranking, then of the script", () => {
    const codes = [...rendered(example()).querySelectorAll(".ks-verdict .ks-place")];
    expect(codes.map((code) => code.textContent?.slice(0, 5))).toEqual([
      "KS101",
      "KS501",
      "KS202",
      "KS603",
    ]);
  });

  test("is picked by its place, also in a notebook", () => {
    const picked: Place[] = [];
    const verdicts = [verdict({ cell: 3 })];
    const place = rendered(example({ verdicts }), { onPick: (p) => picked.push(p) });
    const button = place.querySelector<HTMLButtonElement>(".ks-verdict button");
    expect(button?.textContent).toBe("KS101, cell 4, line 12");
    button?.click();
    expect(picked).toEqual([{ cell: 3, range: verdicts[0]?.range }]);
  });

  test("is picked once by a click anywhere on it", () => {
    const picked: Place[] = [];
    const place = rendered(example(), { onPick: (p) => picked.push(p) });
    place.querySelector<HTMLElement>(".ks-verdict .ks-why")?.click();
    expect(picked).toEqual([{ cell: null, range: example().verdicts?.[0]?.range }]);
  });

  test("is plain text where no editor listens", () => {
    expect(rendered(example()).querySelector("button")).toBeNull();
  });
});

test("evidence is picked by its line, in a notebook by its cell too", () => {
  const picked: Place[] = [];
  const onPick = (place: Place) => picked.push(place);
  rendered(example(), { onPick }).querySelector<HTMLElement>(".ks-evidence button")?.click();
  expect(picked.map((place) => place.range.start.line)).toEqual([24]);
  const evidence = (example().evidence ?? []).map((item) => ({ ...item, cell: 2 }));
  const notebook = rendered(example({ path: "a.ipynb", evidence }), { onPick });
  const button = notebook.querySelector<HTMLElement>(".ks-evidence button");
  expect(button?.textContent).toBe("cell 3, line 24");
  button?.click();
  expect(picked.at(-1)?.cell).toBe(2);
});

test("the recommended fixes are handed over as they are", () => {
  const applied: Edit[][] = [];
  const place = rendered(example(), { onApply: (edits) => applied.push(edits) });
  const button = place.querySelector<HTMLButtonElement>("button.ks-apply");
  expect(button?.textContent).toBe("Apply recommended fixes (3 edits)");
  button?.click();
  expect(applied).toEqual([example().recommended]);
});

test("what only the run shows has a place of its own and is not told twice", () => {
  const range = { start: { line: 3, column: 1 }, end: { line: 3, column: 20 } };
  const twins = { kind: "conflicting-labels", sentence: "Twins.", code: "KS110", line: 3, range };
  const picked: Place[] = [];
  const place = rendered(example({ evidence: [twins] }), { onPick: (it) => picked.push(it) });
  expect(sections(place)).toContain("What only the run shows");
  expect(sections(place)).not.toContain("What was seen while it trained");
  const item = place.querySelector<HTMLElement>("ul.ks-verdicts > li");
  expect(item?.querySelector("h3")?.textContent).toBe("Conflicting labels");
  const button = item?.querySelector("button");
  expect(button?.textContent).toBe("KS110, line 3");
  button?.click();
  expect(picked).toEqual([{ cell: null, range }]);
});

test("there is nothing to apply without a recommendation", () => {
  const place = rendered(example({ recommended: [], recommended_for: [] }), { onApply: () => {} });
  expect(place.querySelector("button.ks-apply")).toBeNull();
});

describe("what is missing is left out", () => {
  test("an empty report still says what it is and how to repeat it", () => {
    const place = rendered({ version: 1, path: "my script.py" });
    expect(place.querySelector("h1")?.textContent).toMatch(/^There was no finding/);
    expect(sections(place)).toEqual(["How this was measured"]);
    expect(place.querySelector("pre")?.textContent).toBe("kerascope probe 'my script.py'");
  });

  test("without curves the other parts stay", () => {
    const titles = sections(rendered(example({ arms: [], baseline: null })));
    expect(titles).not.toContain("Learning curves");
    expect(titles).toContain("What each fix is worth");
    expect(titles).toContain("Inside the layers");
  });

  test("gaps and diverged values leave no broken drawing", () => {
    const points = [null, 0.1, null, -1, 0.4].map((mean, i) => ({ updates: i, mean, low: mean }));
    const arm = { name: "as-is", title: "", codes: [], seeds: 1, curve: points };
    const flat = { ...arm, name: "all", curve: [{ updates: 0, mean: 0 }] };
    const trace = {
      layer: "dense",
      points: [0, null, 1e-9].map((value, updates) => ({ updates, value })),
    };
    const inputs = [{ feature: "x", low: 0, high: 0, mean: 0, deviation: 0 }];
    const labels = [{ label: "only", count: 0, share: 0 }];
    const report = example({ arms: [arm, flat], gradients: [trace], inputs, labels });
    expect(rendered(report).innerHTML).not.toMatch(/NaN|Infinity|undefined/);
  });
});

describe("hostile text", () => {
  const payload = `</script><img src=x onerror="alert(1)"><svg onload=alert(1)>`;

  function poisoned(value: unknown): unknown {
    if (typeof value === "string") return value + payload;
    if (Array.isArray(value)) return value.map(poisoned);
    if (value === null || typeof value !== "object") return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, poisoned(item)]));
  }

  test("is shown as text in every field", () => {
    const { arms, ...others } = example();
    const place = rendered({ ...(poisoned(others) as ProbeReport), arms });
    expect(place.querySelector("img, script, iframe")).toBeNull();
    expect(place.querySelector("[onload], [onerror]")).toBeNull();
    expect(place.textContent?.split(payload).length).toBeGreaterThan(40);
  });
});

describe("accessibility and content policy", () => {
  test("every plot is one named image with its numbers beside it", () => {
    const place = rendered(example());
    const plots = [...place.querySelectorAll("svg.ks-plot")];
    expect(plots.length).toBeGreaterThan(10);
    for (const plot of plots) {
      expect(plot.getAttribute("role")).toBe("img");
      for (const id of plot.getAttribute("aria-labelledby")?.split(" ") ?? []) {
        expect(document.getElementById(id)?.textContent).not.toBe("");
      }
      expect(plot.closest("figure")?.querySelectorAll("details tbody tr").length).toBeGreaterThan(
        0,
      );
      expect(plot.closest("figure")?.querySelector("figcaption")?.textContent).toMatch(/\.$/);
    }
  });

  test("two reports on one page share no id", () => {
    rendered(example());
    rendered(example());
    const ids = [...document.querySelectorAll("[id]")].map((element) => element.id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test("nothing needs a loose policy: no inline handler, style or address", () => {
    const markup = rendered(example(), { onPick: () => {}, onApply: () => {} }).innerHTML;
    expect(markup).not.toMatch(/\son\w+=|\sstyle=|\shref=|\ssrc=|url\(/);
  });
});

test("disposing takes the report away and leaves room for another", () => {
  const place = document.createElement("div");
  const dispose = renderReport(place, example());
  dispose();
  expect(place.childElementCount).toBe(0);
  renderReport(place, example());
  expect(place.querySelectorAll("article")).toHaveLength(1);
});
