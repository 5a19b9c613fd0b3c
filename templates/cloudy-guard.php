<?php
// Written by microcloud. PHP runs this before every page of Cloudy: docs/decisions/2026-11-29-cloudys-pages-behind-a-guard.md.
// The pages run as root, change things by plain links, and ask for nothing but the cookie of a session. Browsers send that
// cookie along for any site, and to every port of this machine.

(function (): void {
    $refuse = function (int $code, string $why): void {
        http_response_code($code);
        header('Content-Type: text/html; charset=utf-8');
        exit('<!DOCTYPE html><title>Cloudy</title><p>' . htmlspecialchars($why, ENT_QUOTES)
            . '</p><p><a href="/">Go to the first page</a></p>');
    };

    header('X-Frame-Options: DENY');
    header("Content-Security-Policy: frame-ancestors 'none'; base-uri 'none'; object-src 'none'; form-action 'self'");
    header('X-Content-Type-Options: nosniff');
    // Its own pages are told where a request comes from, other sites are not.
    header('Referrer-Policy: same-origin');
    header('Cache-Control: no-store');

    // A name that anybody may own can lead here, and its pages then count as these pages: DNS rebinding.
    $host = strtolower($_SERVER['HTTP_HOST'] ?? '');
    $name = preg_replace('/:\d+$/', '', $host);
    $own = '(' . implode('|', array_map('preg_quote', ['localhost', strtolower(gethostname())])) . ')';
    $near = '(\.(local|lan|home|internal|localdomain|home\.arpa|fritz\.box))?';
    $isAddress = filter_var(trim($name, '[]'), FILTER_VALIDATE_IP) !== false;
    if (!$isAddress && !preg_match("/^$own$near\$/D", $name)) {
        $refuse(421, 'This node does not answer to this name. Type its address instead.');
    }

    $method = $_SERVER['REQUEST_METHOD'] ?? '';
    if (!in_array($method, ['GET', 'HEAD', 'POST'], true)) {
        $refuse(405, 'This node does not know this kind of request.');
    }
    if (($_SERVER['SCRIPT_NAME'] ?? '') !== '/index.php') {
        $refuse(404, 'There is no such page.');
    }

    // What does more than show the first page must come from these pages, or from the bar for addresses where a browser
    // tells that. Browsers do so for safe origins only, which plain HTTP is not.
    $path = trim($_SERVER['PATH_INFO'] ?? '', '/');
    $from = $_SERVER['HTTP_ORIGIN'] ?? $_SERVER['HTTP_REFERER'] ?? '';
    $isOwn = preg_match('#^https?://' . preg_quote($host, '#') . '(/|$)#iD', $from) === 1;
    $site = $_SERVER['HTTP_SEC_FETCH_SITE'] ?? null;
    $isTyped = $site === 'none' && $method !== 'POST';
    $isForeign = ($site !== null && $site !== 'same-origin' && $site !== 'none') || ($from !== '' && !$isOwn);
    if (($path !== '' || $method === 'POST') && ($isForeign || !($isOwn || $isTyped))) {
        $refuse(403, 'This page opens from the pages of this node only, and not from a bookmark or another site.');
    }

    // The pages call whatever function the path names. None is there yet but PHP's own: system, unlink, and so on.
    $words = array_slice(explode('/', $path), 0, 2);
    foreach ($words as $word) {
        foreach ([$word, $word . '_' . strtolower($method)] as $function) {
            if (function_exists($function)) {
                $refuse(404, 'There is no such page.');
            }
        }
    }
    // Serf is installed by microcloud. These two would replace it by a program that nobody has checked.
    if (in_array(strtolower(implode('/', $words)), ['serf/getprogram', 'serf/removeprogram'], true)) {
        $refuse(403, 'Serf is installed by microcloud, and stays.');
    }

    // Whatever listens on another port of this machine gets the cookie of a visitor, and could use it.
    session_start();
    $address = $_SERVER['REMOTE_ADDR'] ?? '';
    if (($_SESSION['microcloud_address'] ?? $address) !== $address) {
        session_abort();
        setcookie(session_name(), '', ['expires' => 1, 'path' => '/']);
        $refuse(403, 'This session belongs to another machine. Log in again.');
    }
    $_SESSION['microcloud_address'] = $address;
    session_write_close();

    // One guess a second.
    if ($method === 'POST' && isset($_POST['password']) && !isset($_SESSION['user'])) {
        sleep(1);
    }
})();
