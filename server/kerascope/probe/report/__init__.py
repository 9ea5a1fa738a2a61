"""The probe's report for people: a page for the browser, a summary for the terminal."""
