// Owns: the list of the panels, in the order of their tabs.
import { overviewPanel } from "./overview.js";
import { symbolsPanel } from "./symbols.js";
import { handPanel } from "./hand.js";
import { costPanel } from "./cost.js";
import { pngPanel } from "./png.js";
import { jpegScansPanel } from "./jpeg-scans.js";
import { jpegBlockPanel } from "./jpeg-block.js";
import { jpegPlanesPanel } from "./jpeg-planes.js";
import { bmpPanel } from "./bmp.js";
import { framesPanel } from "./frames.js";
import { breakPanel } from "./break.js";
import { comparePanel } from "./compare.js";

export const panels = [overviewPanel, symbolsPanel, handPanel, costPanel, pngPanel, jpegScansPanel, jpegBlockPanel, jpegPlanesPanel, bmpPanel, framesPanel, breakPanel, comparePanel];
