// Compiles the stylesheet and copies the script, the font and the icon, the same bytes every time.
// Usage: node build.mjs [FOLDER]; without a folder, into the package's static files.
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import * as sass from "sass";

const here = dirname(fileURLToPath(import.meta.url));
const into = resolve(process.argv[2] ?? join(here, "../src/poolbook/web/static/poolbook"));
const modules = join(here, "node_modules");

mkdirSync(join(into, "fonts"), { recursive: true });

// loadPaths is this folder, because the Ministry of Justice's layer names node_modules/govuk-frontend.
const { css } = sass.compile(join(here, "scss/poolbook.scss"), {
  style: "compressed",
  loadPaths: [here],
  quietDeps: true,
  charset: false,
});
writeFileSync(join(into, "poolbook.css"), css.trimEnd() + "\n");

// A map that is not there would stop the collecting of static files, so its mention goes.
const script = readFileSync(join(modules, "govuk-frontend/dist/govuk/govuk-frontend.min.js"), "utf8");
writeFileSync(
  join(into, "govuk-frontend.min.js"),
  script.replace(/\n?\/\/# sourceMappingURL=\S+\s*$/, "").trimEnd() + "\n",
);

copyFileSync(
  join(modules, "@fontsource-variable/inter/files/inter-latin-wght-normal.woff2"),
  join(into, "fonts/inter-latin.woff2"),
);
// The Open Font License travels with the font.
copyFileSync(join(modules, "@fontsource-variable/inter/LICENSE"), join(into, "fonts/inter-licence.txt"));
for (const icon of ["favicon.svg", "favicon.ico"]) copyFileSync(join(here, "icons", icon), join(into, icon));
