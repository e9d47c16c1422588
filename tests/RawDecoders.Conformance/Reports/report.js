// Filters the list of files; a press on one of two compared pictures shows the other in its place.
(function () {
  var filter = document.getElementById("filter"), shown = document.getElementById("shown");
  var rows = Array.prototype.slice.call(document.querySelectorAll(".files tbody tr"));
  var texts = rows.map(function (row) {
    var classes = Array.prototype.map.call(row.querySelectorAll(".chip"), function (chip) { return chip.classList[1]; });
    return (row.textContent + " " + classes.join(" ")).toLowerCase();
  });
  function apply() {
    var words = filter.value.toLowerCase().split(/\s+/), count = 0;
    rows.forEach(function (row, i) {
      var match = words.every(function (word) { return texts[i].indexOf(word) >= 0; });
      row.hidden = !match;
      count += match ? 1 : 0;
    });
    shown.textContent = count + " of " + rows.length;
  }
  filter.addEventListener("input", apply);
  apply();
  document.querySelectorAll(".pictures").forEach(function (set) {
    var ours = set.querySelector(".ours img"), theirs = set.querySelector(".theirs img");
    if (!ours || !theirs) return;
    [[ours, theirs], [theirs, ours]].forEach(function (pair) {
      var own = pair[0].src, other = pair[1].src;
      pair[0].title = "press to see the other picture here";
      pair[0].addEventListener("pointerdown", function () { pair[0].src = other; });
      ["pointerup", "pointerleave"].forEach(function (event) {
        pair[0].addEventListener(event, function () { pair[0].src = own; });
      });
    });
  });
})();
