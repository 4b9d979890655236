'use strict';
// Adds what the page can do without: what if one drops out; a filter on the evidence, folded on a phone.
(function () {
  document.querySelectorAll('.whatif').forEach(function (part) {
    var pick = part.querySelector('select'), told = part.querySelector('[role=status]');
    part.hidden = false;
    pick.addEventListener('change', function () {
      told.textContent = pick.options[pick.selectedIndex].getAttribute('data-say');
    });
  });
})();
(function () {
  var box = document.getElementById('evf'), table = document.getElementById('evt');
  var fold = document.getElementById('fold'), said = document.getElementById('evn');
  if (!box || !table || !fold) { return; }
  document.getElementById('evbox').hidden = false;
  var rows = Array.prototype.slice.call(table.querySelectorAll('tbody tr'));
  box.addEventListener('input', function () {
    var wanted = box.value.trim().toLowerCase(), shown = 0;
    rows.forEach(function (row) {
      var hit = !wanted || row.textContent.toLowerCase().indexOf(wanted) >= 0;
      row.hidden = !hit;
      if (hit) { shown += 1; }
    });
    said.textContent = shown + ' of ' + rows.length + ' rows';
  });
  function reveal() {
    var target = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
    if (!target || !fold.contains(target)) { return; }
    fold.open = true;
    if (target.hidden) { box.value = ''; box.dispatchEvent(new Event('input')); }
    target.scrollIntoView();
  }
  if (window.matchMedia('(max-width: 640px)').matches) {
    fold.open = false;
    document.querySelectorAll('.fold-wide').forEach(function (one) { one.open = true; });
  }
  window.addEventListener('hashchange', reveal);
  window.addEventListener('beforeprint', function () { fold.open = true; });
  reveal();
})();
