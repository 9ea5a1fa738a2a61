import { renderReport } from "./index";

/** The self-contained page: the report lies in the page as data, and there is no editor to act in. */
const data = document.getElementById("report-data");
const place = document.getElementById("report");
if (data && place) renderReport(place, JSON.parse(data.textContent ?? ""));
