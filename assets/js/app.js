/* The few enhancements of zczr. Each one only adds to a page that works without it; nothing here needs eval or inline code. */
(function () {
  'use strict';

  var root = document.documentElement;
  var SUBMIT_GUARD_MILLISECONDS = 15000;
  var failed = null; // the htmx exchange that 重试 sends again

  // Browsers that cannot parse htmx keep the plain forms and their extra buttons.
  if ('replaceAll' in String.prototype) root.classList.add('js');

  function each(selector, action) {
    Array.prototype.forEach.call(document.querySelectorAll(selector), action);
  }

  // A form that came back is read from its summary of errors.
  function focusSummary(scope) {
    var summary = scope.querySelector && scope.querySelector('[data-error-summary]');
    if (!summary) return false;
    summary.focus();
    summary.scrollIntoView({ block: 'start' });
    return true;
  }

  /* Confirm dialogs: a form with data-confirm asks before it is sent. Capturing, so that htmx and the guard see only what was confirmed. */

  function addConfirmed(form) {
    var mark = document.createElement('input');
    mark.type = 'hidden';
    mark.name = 'confirmed';
    mark.value = 'yes';
    mark.setAttribute('data-confirmed', '');
    form.appendChild(mark);
  }

  function ask(form, submitter) {
    var dialog = document.getElementById('confirm-dialog');
    var yes = dialog.querySelector('[data-dialog-yes]');
    var no = dialog.querySelector('[data-dialog-no]');
    document.getElementById('confirm-dialog-text').textContent = form.getAttribute('data-confirm');
    yes.textContent = form.getAttribute('data-confirm-label') || '确定';
    // What destroys is as red here as where it was asked for.
    var danger = Boolean(submitter && submitter.classList.contains('button-danger'));
    yes.classList.toggle('button-danger', danger);
    yes.classList.toggle('button-primary', !danger);
    yes.onclick = function () {
      dialog.close();
      addConfirmed(form);
      form.requestSubmit(submitter || undefined);
    };
    no.onclick = function () { dialog.close(); };
    dialog.showModal();
    no.focus();
  }

  document.addEventListener('submit', function (event) {
    var form = event.target;
    var dialog = document.getElementById('confirm-dialog');
    if (!form.hasAttribute('data-confirm') || form.querySelector('[data-confirmed]')) return;
    if (!dialog || !dialog.showModal || !form.requestSubmit) return; // the server asks on a page of its own
    event.preventDefault();
    event.stopImmediatePropagation();
    ask(form, event.submitter);
  }, true);

  /* Double-submit guard: the second press while the first is under way goes nowhere. */

  function release(form) {
    form.classList.remove('submitting');
    form.removeAttribute('data-submitting');
    var mark = form.querySelector('[data-confirmed]');
    if (mark) mark.parentNode.removeChild(mark);
    each('button[data-held]', function (button) {
      if (button.form !== form) return;
      button.removeAttribute('aria-disabled');
      button.removeAttribute('data-held');
    });
  }

  function hold(form) {
    form.classList.add('submitting');
    form.setAttribute('data-submitting', '');
    Array.prototype.forEach.call(form.elements, function (control) {
      if (control.type !== 'submit') return;
      control.setAttribute('aria-disabled', 'true');
      control.setAttribute('data-held', '');
    });
  }

  document.addEventListener('submit', function (event) {
    var form = event.target;
    if (form.method !== 'post') return;
    if (form.hasAttribute('data-submitting')) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    hold(form);
    // A download answers without leaving the page: never keep a button dead.
    if (!window.htmx || !form.hasAttribute('data-hx-post')) setTimeout(function () { release(form); }, SUBMIT_GUARD_MILLISECONDS);
  }, true);

  window.addEventListener('pageshow', function () { each('form[data-submitting]', release); });

  /* htmx: what is under way is marked busy; what failed says so and can be sent again. */

  var busy = new WeakMap(); // a refusal is swapped elsewhere: what was marked has to be remembered

  document.addEventListener('htmx:beforeRequest', function (event) {
    var detail = event.detail;
    if (detail.requestConfig.verb === 'post') hideFailure();
    if (detail.elt.hasAttribute('data-poll')) return;
    detail.target.setAttribute('aria-busy', 'true');
    busy.set(detail.xhr, detail.target);
  });

  document.addEventListener('htmx:afterRequest', function (event) {
    var detail = event.detail;
    if (busy.has(detail.xhr)) busy.get(detail.xhr).removeAttribute('aria-busy');
    if (detail.elt.tagName === 'FORM') release(detail.elt);
    var bar = detail.elt.querySelector('.upload-progress');
    if (bar) bar.hidden = true;
  });

  document.addEventListener('htmx:xhr:progress', function (event) {
    var bar = event.target.querySelector && event.target.querySelector('.upload-progress');
    if (!bar || !event.detail.lengthComputable || event.detail.loaded === undefined) return;
    bar.hidden = false;
    bar.value = Math.round((100 * event.detail.loaded) / event.detail.total);
  });

  // After a POST the reader is led to what has to be righted, else to the result that was asked for (often swapped out of band).
  var result = null;
  document.addEventListener('htmx:oobAfterSwap', function (event) {
    if (event.target.matches('[data-result]')) result = event.target.id;
  });
  document.addEventListener('htmx:afterSettle', function (event) {
    var detail = event.detail;
    // A page that followed a POST in place is read from its beginning, as one that was loaded.
    if (detail.target === document.body) {
      window.scrollTo(0, 0);
      document.getElementById('page-main').focus({ preventScroll: true });
    }
    if (!detail.requestConfig || detail.requestConfig.verb !== 'post') return;
    var shown = document.getElementById(result || detail.target.id);
    result = null;
    if (focusSummary(document) || !shown) return;
    if (shown.matches('[data-result]')) shown.focus({ preventScroll: true });
    // What is taller than the screen is read from its top.
    if (shown.matches('[data-result], #notices')) shown.scrollIntoView({ block: shown.offsetHeight > window.innerHeight ? 'start' : 'nearest' });
  });

  function hideFailure() {
    each('.request-failed', function (box) { box.parentNode.removeChild(box); });
  }

  // The sentence of the server's own refusal page, where it sent one.
  function refusalOf(xhr) {
    if (!xhr || !xhr.responseText) return '';
    var page = new DOMParser().parseFromString(xhr.responseText, 'text/html');
    var sentence = page.querySelector('[data-refusal], .notice-body > p');
    return sentence ? sentence.textContent.trim() : '';
  }

  function showFailure(detail, reason) {
    if (detail.elt.hasAttribute('data-poll')) return;
    hideFailure();
    var box = document.getElementById('request-failed').content.firstElementChild.cloneNode(true);
    var text = box.querySelector('[data-failure-text]');
    text.textContent = refusalOf(detail.xhr) || text.getAttribute('data-' + reason);
    box.setAttribute('role', 'alert');
    var again = box.querySelector('[data-failure-retry]');
    // What was refused is refused again: only what did not get through, or broke on the server, is worth sending anew.
    again.hidden = reason === 'server' && detail.xhr.status < 500;
    again.onclick = function () { hideFailure(); retry(); };
    box.querySelector('[data-failure-close]').onclick = hideFailure;
    failed = detail;
    document.body.appendChild(box);
  }

  function retry() {
    var request = failed.requestConfig;
    var cause = request.triggeringEvent;
    // htmx sends the value of the button that has the focus.
    if (cause && cause.submitter) cause.submitter.focus();
    if (failed.elt.tagName === 'FORM' && failed.elt.requestSubmit) {
      if (failed.elt.hasAttribute('data-confirm')) addConfirmed(failed.elt);
      failed.elt.requestSubmit((cause && cause.submitter) || undefined);
    } else {
      window.htmx.ajax(request.verb, request.path, { source: failed.elt, target: failed.target });
    }
  }

  document.addEventListener('htmx:responseError', function (event) { showFailure(event.detail, 'server'); });
  document.addEventListener('htmx:sendError', function (event) { showFailure(event.detail, 'offline'); });
  document.addEventListener('htmx:timeout', function (event) { showFailure(event.detail, 'slow'); });

  /* What is polled is asked for as often as it says in seconds, else once a minute, and only in a tab somebody looks at. */

  var opened = Date.now();
  var polled = {}; // by id: an answer puts a new element in the place of the old one
  function poll() {
    if (document.visibilityState !== 'visible') return;
    each('[data-poll]', function (element) {
      var wait = 1000 * (element.getAttribute('data-poll') || 60) - 1000;
      if (Date.now() - (polled[element.id] || opened) < wait) return;
      polled[element.id] = Date.now();
      element.dispatchEvent(new CustomEvent('zczr:poll'));
    });
  }
  setInterval(poll, 5000);
  document.addEventListener('visibilitychange', poll);

  /* On paper nothing can be unfolded: what is folded is opened to print and folded again. (90-print.css does so too, where it can.) */

  window.addEventListener('beforeprint', function () {
    each('details:not([open]):not([data-menu]):not(.side-fold)', function (fold) {
      fold.open = true;
      fold.setAttribute('data-printed', '');
    });
  });
  window.addEventListener('afterprint', function () {
    each('details[data-printed]', function (fold) {
      fold.open = false;
      fold.removeAttribute('data-printed');
    });
  });

  /* Menus close on Escape and on a press elsewhere. */

  document.addEventListener('keydown', function (event) {
    if (event.key !== 'Escape') return;
    each('details[data-menu][open]', function (menu) {
      menu.open = false;
      menu.querySelector('summary').focus();
    });
  });
  document.addEventListener('click', function (event) {
    each('details[data-menu][open]', function (menu) { if (!menu.contains(event.target)) menu.open = false; });
  });

  document.addEventListener('DOMContentLoaded', function () {
    focusSummary(document);
    if (!window.htmx) root.classList.remove('js');
  });
})();
