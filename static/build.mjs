// Bundles static/src into static/dist: hashed names, listed in manifest.json, so that pages may cache them for ever.
// Run by `make assets`, which writes static/build/tokens.css (the colours) first.
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import esbuild from "esbuild";
import { PurgeCSS } from "purgecss";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const work = join(root, "static/build"); // intermediate files
const fresh = join(work, "dist");
const dist = join(root, "static/dist");

// The names without digits: an unquoted `Source Sans 3` is not a valid family name.
const families = [
  { name: "Source Sans", package: "source-sans-3", faces: ["400-normal", "400-italic", "600-normal", "700-normal"] },
  { name: "Source Serif", package: "source-serif-4", faces: ["400-normal", "600-normal"] },
];
const subsets = ["latin", "latin-ext"];

// Fonts keep plain names: Python reads the same files for text widths and for the PDF.
function copyFonts() {
  const rules = { "fonts.css": [], "print-fonts.css": [] };
  mkdirSync(join(fresh, "fonts"), { recursive: true });
  for (const family of families) {
    const source = join(root, "node_modules/@fontsource", family.package);
    const ranges = JSON.parse(readFileSync(join(source, "unicode.json"), "utf8"));
    cpSync(join(source, "LICENSE"), join(fresh, "fonts", `${family.package}-LICENSE`));
    for (const subset of subsets) {
      for (const face of family.faces) {
        const file = `${family.package}-${subset}-${face}.woff2`;
        const [weight, style] = face.split("-");
        cpSync(join(source, "files", file), join(fresh, "fonts", file));
        for (const [sheet, lines] of Object.entries(rules)) {
          const print = sheet === "print-fonts.css";
          // In a PDF two files of one family and weight pass for one font, and glyphs of one show for the other.
          const name = print && subset === "latin-ext" ? `${family.name} Ext` : family.name;
          // WeasyPrint takes a range for what a font has, and draws a box for each sign of it that is not in there
          // (†, ‰). A browser needs it, to fetch no file in vain.
          const range = print ? "" : `;unicode-range:${ranges[subset]}`;
          lines.push(
            `@font-face{font-family:"${name}";font-weight:${weight};font-style:${style};font-display:swap;` +
              `src:url("fonts/${file}") format("woff2")${range}}`,
          );
        }
      }
    }
  }
  // Imported by app.css and by print.css; the URLs are relative to static/dist.
  for (const [sheet, lines] of Object.entries(rules)) writeFileSync(join(work, sheet), lines.join("\n") + "\n");
}

// Of the components we take what a template or a script names; three quarters of them is for what we do not use.
const used = {
  name: "used-styles",
  setup(build) {
    build.onLoad({ filter: /@utrecht[\\/].*\.css$/ }, async ({ path }) => {
      const content = ["templates/**/*.html", "static/src/js/**/*.js"].map((files) => join(root, files));
      const safelist = { standard: [/^utrecht-alert--/] }; // its kind is filled in
      const [{ css }] = await new PurgeCSS().purge({ content, css: [{ raw: readFileSync(path, "utf8") }], safelist });
      return { contents: css, loader: "css" };
    });
  },
};

// What is bundled, by the name that templates call it.
const bundles = {
  "app.js": "static/src/js/app.js",
  "drawing.js": "static/src/js/drawing/index.js",
  "beside.js": "static/src/js/beside/index.js",
  "formatting.js": "static/src/js/formatting/index.js",
  "table.js": "static/src/js/table/index.js",
  "typing.js": "static/src/js/typing/index.js",
  "app.css": "static/src/css/app.css",
  "print.css": "static/src/css/print.css",
};
const ownFolders = Object.values(bundles).filter((file) => file.endsWith("/index.js")).map((file) => join(root, dirname(file)));

// A bundle that comes apart gets the modules that it shares with app.js from there (js/shared.js): they keep what they know.
const shared = {
  name: "shared-modules",
  setup(build) {
    const listed = readFileSync(join(root, "static/src/js/shared.js"), "utf8");
    build.onResolve({ filter: /^\.\.\/\w+\.js$/ }, ({ path, importer }) => {
      if (!ownFolders.includes(dirname(importer))) return null;
      const name = basename(path, ".js");
      if (listed.includes(`from "./${name}.js"`)) return { path: name, namespace: "shared" };
      return { errors: [{ text: `${name}.js is not shared: list it in static/src/js/shared.js` }] };
    });
    build.onLoad({ filter: /.*/, namespace: "shared" }, ({ path }) => ({
      contents: `module.exports = globalThis.impactplan.${path};`,
    }));
  },
};

rmSync(fresh, { recursive: true, force: true });
copyFonts();

const options = {
  absWorkingDir: root,
  entryPoints: Object.entries(bundles).map(([name, file]) => ({ in: file, out: name.slice(0, name.lastIndexOf(".")) })),
  entryNames: "[name]-[hash]",
  assetNames: "[name]-[hash]",
  outdir: fresh,
  bundle: true,
  minify: true,
  metafile: true,
  legalComments: "eof", // the licences of what is bundled go along
  format: "iife",
  target: ["chrome111", "firefox115", "safari16.4"],
  external: ["fonts/*"],
  loader: { ".svg": "dataurl" }, // a mask that would come later than its element blinks
  plugins: [used, shared],
  logLevel: "warning",
};
const { metafile } = await esbuild.build(options).catch(() => process.exit(1)); // esbuild has said why

const manifest = {};
for (const [file, output] of Object.entries(metafile.outputs)) {
  const name = Object.keys(bundles).find((key) => bundles[key] === output.entryPoint);
  if (name) manifest[name] = basename(file);
}
// Compressed once, as far as it goes, for whoever serves them.
for (const name of Object.values(manifest)) {
  const content = readFileSync(join(fresh, name));
  const params = { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY };
  writeFileSync(join(fresh, `${name}.br`), brotliCompressSync(content, { params }));
  writeFileSync(join(fresh, `${name}.gz`), gzipSync(content, { level: 9 }));
}
writeFileSync(join(fresh, "manifest.json"), JSON.stringify(manifest, null, 2) + "\n");

// Swapped in at once: a server or a test that runs meanwhile never sees half a build.
const old = join(work, "old");
rmSync(old, { recursive: true, force: true });
if (existsSync(dist)) renameSync(dist, old);
renameSync(fresh, dist);
rmSync(old, { recursive: true, force: true });
