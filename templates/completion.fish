# fish completion for microcloud. The program itself says what fits.
function __microcloud_complete
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    set -l program $words[1]
    for line in ($program complete fish -- $words[2..-1] "$current" 2>/dev/null)
        if test "$line" = :path
            set -l before (string match -r -- '^--[^=]+=' "$current")
            for path in (__fish_complete_path (string replace -r -- '^--[^=]+=' '' "$current"))
                echo "$before$path"
            end
        else
            echo $line
        end
    end
end
complete -c microcloud -e
complete -c microcloud -f -a '(__microcloud_complete)'
complete -c mcloud -e
complete -c mcloud -f -a '(__microcloud_complete)'
