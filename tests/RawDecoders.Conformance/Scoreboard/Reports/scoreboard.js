// Opens the files of a cell: what each is, what the decoder did with it, and the pictures side by side. Press one of two pictures to see the other
// in its place.
(function () {
  var data = JSON.parse(document.getElementById("data").textContent);
  var panel = document.getElementById("panel"), list = document.getElementById("files");

  function element(tag, css, text) {
    var e = document.createElement(tag);
    if (css) e.className = css;
    if (text) e.textContent = text;
    return e;
  }

  function figure(number, caption) {
    var box = element("figure"), image = element("img");
    image.src = data.pictures[number];
    image.alt = caption;
    image.onload = function () {
      var scale = Math.max(1, Math.floor(160 / Math.max(image.naturalWidth, image.naturalHeight)));
      image.style.width = image.naturalWidth * scale + "px";
    };
    box.append(image, element("figcaption", "", caption));
    return box;
  }

  function blink(shown, expected) {
    var pair = [shown.firstChild, expected.firstChild];
    pair.forEach(function (image, i) {
      var own = image.src, other = pair[1 - i].src;
      image.title = "press to see the other picture here";
      image.addEventListener("pointerdown", function () { image.src = other; });
      ["pointerup", "pointerleave"].forEach(function (event) { image.addEventListener(event, function () { image.src = own; }); });
    });
  }

  function card(file, result) {
    var entry = typeof result === "number" ? [result] : result, outcome = data.outcomes[entry[0]];
    var box = element("article", "card"), head = element("h3"), chip = element("span", "chip");
    chip.append(element("i", outcome[1]), document.createTextNode(outcome[0]));
    head.append(element("span", "path", file[0]), chip);
    box.append(head, element("p", "fine", [file[3], file[4], file[2]].filter(Boolean).join(" · ")));
    if (entry.length > 1 && data.texts[entry[1]]) box.append(element("p", "said", data.texts[entry[1]]));
    if (entry.length > 2) {
      var pictures = element("div", "pictures");
      var shown = entry[2] >= 0 && figure(entry[2], "shown"), expected = entry[3] >= 0 && figure(entry[3], "expected");
      [shown, expected, entry[4] >= 0 && figure(entry[4], "difference")].forEach(function (f) { if (f) pictures.append(f); });
      if (shown && expected) blink(shown, expected);
      box.append(pictures);
    }
    return box;
  }

  document.querySelectorAll(".matrix").forEach(function (table) {
    var column = table.dataset.kind === "rule" ? 2 : 1;
    table.addEventListener("click", function (event) {
      var cell = event.target.closest("button");
      if (!cell) return;
      var decoder = +cell.dataset.decoder, files = [];
      data.files.forEach(function (file, i) {
        if (file[column] === cell.dataset.row) files.push([file, data.results[decoder][i]]);
      });
      // Faults first: outcomes are numbered from right to worst.
      files.sort(function (a, b) { return [].concat(b[1])[0] - [].concat(a[1])[0]; });
      list.replaceChildren(element("h2", "", data.decoders[decoder] + ", " + cell.dataset.row));
      files.forEach(function (pair) { list.append(card(pair[0], pair[1])); });
      panel.showModal();
      panel.scrollTop = 0;
    });
  });
  panel.addEventListener("click", function (event) { if (event.target === panel) panel.close(); });
  if (location.hash.indexOf("#open=") === 0) {
    var wanted = document.querySelector('button[data-row="' + CSS.escape(decodeURIComponent(location.hash.slice(6).split(",")[0])) + '"][data-decoder="' + CSS.escape(location.hash.split(",")[1]) + '"]');
    if (wanted) wanted.click();
  }
})();
