<?php
// Written by microcloud: the page that shows, starts, stops and opens the applications of this node's microCloud.
// An address can call any function of this file by its name, so all code but these two functions is in a class.
// t() is Cloudy's: it returns a text in the language that is chosen in Cloudy. Ours: applications.es.php, …ca.php.

function index()
{
    return MicrocloudApplications::page();
}

function change_post()
{
    return MicrocloudApplications::change();
}

final class MicrocloudApplications
{
    private const PROGRAM = '/usr/local/lib/microcloud/cloudy-applications';

    public static function page()
    {
        [$list, $trouble] = self::ask('list');
        $html = hlc(t('Applications')) . hl(t('What this microCloud shows in Cloudy'), 4);
        if ($trouble !== '') {
            $html .= "<div class='alert alert-error'>" . self::text($trouble) . '</div>';
        } elseif ($list === array()) {
            $html .= par(t('There are none: Services of type NodePort appear here.'));
        } else {
            $columns = array(t('Application'), t('Service'), t('State'), '', '');
            $html .= addTableHeader($columns, array('id' => 'applications'));
            $html .= implode('', array_map(array(self::class, 'row'), $list)) . '</tbody></table>';
        }
        return array('type' => 'render', 'page' => $html);
    }

    public static function change()
    {
        global $staticFile;
        [$token, $act, $namespace, $name] = array_map(
            fn ($key) => is_string($_POST[$key] ?? null) ? $_POST[$key] : '',
            array('token', 'act', 'namespace', 'name')
        );
        $isAsked = $_SERVER['REQUEST_METHOD'] === 'POST' && hash_equals(self::token(), $token);
        if (!$isAsked || !in_array($act, array('start', 'stop'), true)) {
            setFlash(t('Nothing was changed: this form is older than your login.'), 'error');
        } else {
            [, $trouble] = self::ask($act, $namespace, $name);
            $done = $act === 'stop' ? t('%s is stopped, and leaves the list of Cloudy.') : t('%s starts, and comes back into the list.');
            $said = $trouble === '' ? sprintf($done, $name) : $trouble;
            setFlash(self::text($said), $trouble === '' ? 'success' : 'error');
        }
        return array('type' => 'redirect', 'url' => "$staticFile/applications");
    }

    private static function row($one)
    {
        $titles = implode(', ', array_column($one['entries'], 'title'));
        [$color, $state] = array(
            'running' => array('success', t('runs: %d of %d')),
            'starting' => array('warning', t('starts: %d of %d')),
            'stopped' => array('important', t('stopped')),
            'fixed' => array('info', t('cannot be stopped here')),
        )[$one['state']];
        $isOpen = $one['state'] === 'fixed' || ($one['state'] !== 'stopped' && $one['ready'] > 0);
        $cells = array(
            self::text($titles),
            self::text("{$one['namespace']}/{$one['name']}"),
            "<span class='label label-$color'>" . self::text(sprintf($state, $one['ready'], $one['wanted'])) . '</span>',
            $isOpen ? self::links($one['entries']) : '',
            $one['state'] === 'fixed' ? '' : self::form($one),
        );
        return '<tr><td>' . implode('</td><td>', $cells) . '</td></tr>';
    }

    private static function links($entries)
    {
        $host = preg_replace('/:\d+$/', '', $_SERVER['HTTP_HOST']);
        return implode(' ', array_map(fn ($one) => "<a class='btn btn-info' rel='noopener' href='"
            . self::text("http://$host:{$one['port']}/") . "'>" . t('Open') . ' ' . self::text($one['port']) . '</a>', $entries));
    }

    private static function form($one)
    {
        global $staticFile;
        $act = $one['state'] === 'stopped' ? 'start' : 'stop';
        $fields = array('token' => self::token(), 'act' => $act, 'namespace' => $one['namespace'], 'name' => $one['name']);
        $html = "<form method='post' style='margin: 0' action='" . self::text("$staticFile/applications/change") . "'>";
        foreach ($fields as $key => $value) {
            $html .= "<input type='hidden' name='$key' value='" . self::text($value) . "'>";
        }
        [$class, $label] = $act === 'start' ? array('btn-success', t('Start')) : array('btn-danger', t('Stop'));
        return "$html<button class='btn $class'>$label</button></form>";
    }

    /** Returns the session's token against forged requests: only the session's own pages know it. */
    private static function token()
    {
        return $_SESSION['microcloud_token'] ??= bin2hex(random_bytes(16));
    }

    /** Runs the program, without a shell. Returns its answer, and what went wrong ('' if nothing). */
    private static function ask(...$words)
    {
        $errors = tmpfile();
        $streams = array(array('file', '/dev/null', 'r'), array('pipe', 'w'), $errors);
        $program = proc_open(array(self::PROGRAM, ...$words), $streams, $pipes);
        if ($program === false) {
            return array(array(), t('The program of microcloud does not start.'));
        }
        $answer = json_decode(stream_get_contents($pipes[1]), true);
        $isWell = proc_close($program) === 0;
        rewind($errors);
        $trouble = trim(stream_get_contents($errors, 2000));
        $said = $trouble === '' ? t('The cluster does not answer.') : t($trouble);
        return array(is_array($answer) ? $answer : array(), $isWell ? '' : $said);
    }

    private static function text($text)
    {
        return htmlspecialchars((string) $text, ENT_QUOTES | ENT_SUBSTITUTE);
    }
}
