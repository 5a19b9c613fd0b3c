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
    // Browsers send the Referer to these pages, and not to other sites.
    header('Referrer-Policy: same-origin');
    header('Cache-Control: no-store');

    // DNS rebinding: a stranger's name can lead here, and then a browser takes the stranger's pages and these for one site.
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

    // Every request but that for the first page must come from these pages, or from the address bar if the browser says
    // so (Sec-Fetch-Site). Browsers say it only for secure origins: with plain HTTP only for localhost.
    $path = trim($_SERVER['PATH_INFO'] ?? '', '/');
    $from = $_SERVER['HTTP_ORIGIN'] ?? $_SERVER['HTTP_REFERER'] ?? '';
    $isOwn = preg_match('#^https?://' . preg_quote($host, '#') . '(/|$)#iD', $from) === 1;
    $site = $_SERVER['HTTP_SEC_FETCH_SITE'] ?? null;
    $isTyped = $site === 'none' && $method !== 'POST';
    $isForeign = ($site !== null && $site !== 'same-origin' && $site !== 'none') || ($from !== '' && !$isOwn);
    if (($path !== '' || $method === 'POST') && ($isForeign || !($isOwn || $isTyped))) {
        $refuse(403, 'This page opens from the pages of this node only, and not from a bookmark or another site.');
    }

    // Cloudy calls the function that the path names. Cloudy's own are not loaded yet, so one that exists here is PHP's: system, …
    $words = array_slice(explode('/', $path), 0, 2);
    foreach ($words as $word) {
        foreach ([$word, $word . '_' . strtolower($method)] as $function) {
            if (function_exists($function)) {
                $refuse(404, 'There is no such page.');
            }
        }
    }
    // These two pages would remove Serf, or replace it by a program that nobody has checked.
    if (in_array(strtolower(implode('/', $words)), ['serf/getprogram', 'serf/removeprogram'], true)) {
        $refuse(403, 'Serf is installed by microcloud, and stays.');
    }

    // A program on another port of this machine gets a visitor's cookie, too. So a session belongs to the visitor's address.
    session_start();
    $address = $_SERVER['REMOTE_ADDR'] ?? '';
    if (($_SESSION['microcloud_address'] ?? $address) !== $address) {
        session_abort();
        setcookie(session_name(), '', ['expires' => 1, 'path' => '/']);
        $refuse(403, 'This session belongs to another machine. Log in again.');
    }
    $_SESSION['microcloud_address'] = $address;
    session_write_close();

    // Each guess of a password takes at least a second.
    if ($method === 'POST' && isset($_POST['password']) && !isset($_SESSION['user'])) {
        sleep(1);
    }
})();
