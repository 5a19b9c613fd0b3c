<?php
// Written by microcloud: the applications of this node's microCloud, to see, start, stop and open.
// Whatever is a function here can be called by its name in an address: all but these two is in a class.

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
        $html = hlc('Applications') . hl('What this microCloud shows in Cloudy', 4);
        if ($trouble !== '') {
            $html .= "<div class='alert alert-error'>" . self::text($trouble) . '</div>';
        } elseif ($list === array()) {
            $html .= par('There are none: Services of type NodePort appear here.');
        } else {
            $html .= addTableHeader(array('Application', 'Service', 'State', '', ''), array('id' => 'applications'));
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
            setFlash('Nothing was changed: this form is older than your login.', 'error');
        } else {
            [, $trouble] = self::ask($act, $namespace, $name);
            $done = $act === 'stop' ? 'is stopped, and leaves the list of Cloudy.' : 'starts, and comes back into the list.';
            setFlash(self::text($trouble === '' ? "$name $done" : $trouble), $trouble === '' ? 'success' : 'error');
        }
        return array('type' => 'redirect', 'url' => "$staticFile/applications");
    }

    private static function row($one)
    {
        $titles = implode(', ', array_column($one['entries'], 'title'));
        $pods = "{$one['ready']} of {$one['wanted']}";
        [$color, $state] = array(
            'running' => array('success', "runs: $pods"),
            'starting' => array('warning', "starts: $pods"),
            'stopped' => array('important', 'stopped'),
            'fixed' => array('info', 'cannot be stopped here'),
        )[$one['state']];
        $isOpen = $one['state'] === 'fixed' || ($one['state'] !== 'stopped' && $one['ready'] > 0);
        $cells = array(
            self::text($titles),
            self::text("{$one['namespace']}/{$one['name']}"),
            "<span class='label label-$color'>" . self::text($state) . '</span>',
            $isOpen ? self::links($one['entries']) : '',
            $one['state'] === 'fixed' ? '' : self::form($one),
        );
        return '<tr><td>' . implode('</td><td>', $cells) . '</td></tr>';
    }

    private static function links($entries)
    {
        $host = preg_replace('/:\d+$/', '', $_SERVER['HTTP_HOST']);
        return implode(' ', array_map(fn ($one) => "<a class='btn btn-info' rel='noopener' href='"
            . self::text("http://$host:{$one['port']}/") . "'>Open " . self::text($one['port']) . '</a>', $entries));
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
        $class = $act === 'start' ? 'btn-success' : 'btn-danger';
        return "$html<button class='btn $class'>" . ucfirst($act) . '</button></form>';
    }

    /** Only this session's own pages know it. */
    private static function token()
    {
        return $_SESSION['microcloud_token'] ??= bin2hex(random_bytes(16));
    }

    /** Answers what the program says, and what went wrong. Without a shell. */
    private static function ask(...$words)
    {
        $errors = tmpfile();
        $streams = array(array('file', '/dev/null', 'r'), array('pipe', 'w'), $errors);
        $program = proc_open(array(self::PROGRAM, ...$words), $streams, $pipes);
        if ($program === false) {
            return array(array(), 'The program of microcloud does not start.');
        }
        $answer = json_decode(stream_get_contents($pipes[1]), true);
        $isWell = proc_close($program) === 0;
        rewind($errors);
        $trouble = trim(stream_get_contents($errors, 2000)) ?: 'The cluster does not answer.';
        return array(is_array($answer) ? $answer : array(), $isWell ? '' : $trouble);
    }

    private static function text($text)
    {
        return htmlspecialchars((string) $text, ENT_QUOTES | ENT_SUBSTITUTE);
    }
}
